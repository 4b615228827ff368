package io.fleetmesh.standalone;

import java.util.List;

/** JVM flags of the processes of a run: many small JVMs on one machine. */
final class JvmFlags {
    private JvmFlags() {}

    static List<String> of(FleetProcess process) {
        String heap = process == FleetProcess.KAFKA || process == FleetProcess.MEMBER_SIMULATOR ? "512m" : "384m";
        return List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                // Netty, Kafka and jctools reach for what the JDK is about to close; their authors know.
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED");
    }
}
