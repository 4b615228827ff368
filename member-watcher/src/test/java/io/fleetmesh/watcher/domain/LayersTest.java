package io.fleetmesh.watcher.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fleetmesh.watcher", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule DOMAIN_IS_PURE = classes()
            .that()
            .resideInAPackage("..domain")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.fleetmesh.contract", "io.fleetmesh.watcher.domain");

    @ArchTest
    static final ArchRule KUBE_KNOWS_NO_BUS = noClasses()
            .that()
            .resideInAPackage("..kube")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.fleetmesh.kit.messaging", "io.fleetmesh.kit.service");

    @ArchTest
    static final ArchRule ONLY_THE_SERVICE_KNOWS_ALL = noClasses()
            .that()
            .resideOutsideOfPackage("io.fleetmesh.watcher.service")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fleetmesh.watcher.service");
}
