package io.fleetmesh.meshstore.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.fleetmesh.meshstore", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule DOMAIN_IS_PURE = classes()
            .that()
            .resideInAPackage("..domain")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "io.fleetmesh.contract",
                    "io.fleetmesh.meshstore.domain",
                    // Collections.
                    "it.unimi.dsi.fastutil..",
                    // Bytes to bytes: a slice's value is a zstd frame around a message of protobuf.
                    "io.fleetmesh.sliceproto",
                    "com.google.protobuf",
                    "com.github.luben.zstd");

    @ArchTest
    static final ArchRule ONLY_THE_SERVICE_KNOWS_ALL = noClasses()
            .that()
            .resideInAnyPackage("..domain", "..grpc", "..messaging")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fleetmesh.meshstore.service");

    @ArchTest
    static final ArchRule THE_SERVER_KNOWS_NO_KAFKA = noClasses()
            .that()
            .resideInAPackage("..grpc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.fleetmesh.kit..", "io.fleetmesh.meshstore.messaging");
}
