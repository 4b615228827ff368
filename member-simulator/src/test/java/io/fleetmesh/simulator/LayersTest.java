package io.fleetmesh.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fleetmesh.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule STORE_AND_WORKLOAD_KNOW_NO_HTTP = noClasses()
            .that()
            .resideInAnyPackage("..store", "..workload", "..fault")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.fleetmesh.simulator.api", "io.fleetmesh.simulator");

    @ArchTest
    static final ArchRule STORE_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage("..store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..workload", "..fault", "..manifest");
}
