package io.fleetmesh.authority.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fleetmesh.authority", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule DOMAIN_IS_PURE = classes()
            .that()
            .resideInAPackage("..domain")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.fleetmesh.authority.domain");

    @ArchTest
    static final ArchRule KEYS_NEVER_MEET_THE_BUS = noClasses()
            .that()
            .resideInAPackage("..ca")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.fleetmesh.kit..", "io.fleetmesh.contract..");

    @ArchTest
    static final ArchRule ONLY_THE_SERVICE_KNOWS_ALL = noClasses()
            .that()
            .resideOutsideOfPackage("io.fleetmesh.authority.service")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fleetmesh.authority.service");
}
