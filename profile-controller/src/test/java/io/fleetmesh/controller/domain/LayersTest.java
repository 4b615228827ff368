package io.fleetmesh.controller.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fleetmesh.controller", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule DOMAIN_IS_PURE = classes()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..",
                    "java.nio.charset..",
                    "java.security..",
                    "java.time..",
                    "java.util..",
                    "org.jspecify..",
                    "io.fleetmesh.contract",
                    "io.fleetmesh.contract.plan",
                    "io.fleetmesh.contract.resource",
                    "io.fleetmesh.kit.domain",
                    "io.fleetmesh.controller.domain..");

    @ArchTest
    static final ArchRule ONLY_THE_SERVICE_KNOWS_ALL = noClasses()
            .that()
            .resideOutsideOfPackage("io.fleetmesh.controller.service")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fleetmesh.controller.service");
}
