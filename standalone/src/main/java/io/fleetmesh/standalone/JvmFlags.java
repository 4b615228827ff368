package io.fleetmesh.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * JVM flags of the processes of a run: many small JVMs on one machine. What each bought is measured in
 * {@code docs/operations.md}.
 *
 * @param root the project's, where the packaged applications are
 * @param training whether the processes write the caches that later ones start from
 */
record JvmFlags(Path root, boolean training) {

    /** A heap that begins at a sixty-fourth of the machine is resident, and empty. */
    private static final List<String> SMALL = List.of(
            "-Xmx384m",
            "-Xms24m",
            "-XX:MaxNewSize=32m",
            "-XX:MinHeapFreeRatio=20",
            "-XX:MaxHeapFreeRatio=40",
            // What the compilers have given back.
            "-XX:TrimNativeHeapInterval=10000");

    /** What a user would not run on the members' side. */
    private static final List<String> LARGE = List.of("-Xmx512m");

    List<String> of(FleetProcess process) {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                // It warns of stubs that it cannot link with compact headers, which only costs their making.
                "-Xlog:aot*=off",
                // Netty, Kafka and jctools reach for what the JDK is about to close; their authors know.
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        flags.addAll(process.service() ? SMALL : LARGE);
        if (process == FleetProcess.PROFILE_CONTROLLER || process == FleetProcess.CERT_AUTHORITY) {
            // Little to do: the second compiler would take more than it gives.
            flags.add("-XX:TieredStopAtLevel=1");
        }
        Path cache = cache(process);
        if (training) {
            flags.add("-XX:AOTCacheOutput=" + cache);
        } else if (Files.exists(cache)) {
            flags.add("-XX:AOTCache=" + cache);
        }
        return List.copyOf(flags);
    }

    /** Classes loaded and linked ahead of time, and profiles of their methods; the JVM ignores one that is not of its jars. */
    Path cache(FleetProcess process) {
        return module(process).resolve("target").resolve(process.processName() + ".aot");
    }

    Path jar(FleetProcess process) {
        return module(process).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private Path module(FleetProcess process) {
        return root.resolve(process.service() ? process.processName() : "standalone");
    }
}
