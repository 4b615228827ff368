package io.fleetmesh.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * JVM flags of the processes of a run.
 *
 * @param root the project's, where the packaged applications are
 * @param training whether the processes write the caches that later ones start from
 */
record JvmFlags(Path root, boolean training) {
    /** For what a user would not run beside the services: their own defaults suit them. */
    private static final List<String> OTHERS = List.of(
            "-Xmx512m",
            "-XX:+UseCompactObjectHeaders",
            "-Xlog:aot*=off",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED");

    List<String> of(FleetProcess process) {
        List<String> flags = new ArrayList<>();
        if (process.service()) {
            flags.add("@" + root.resolve("service-kit/src/main/jvm/service.options"));
        } else {
            flags.addAll(OTHERS);
            // The simulator stands for the APIs of all members, and those do not pause.
            flags.add(process == FleetProcess.MEMBER_SIMULATOR ? "-XX:+UseZGC" : "-XX:+UseSerialGC");
        }
        if (process == FleetProcess.KAFKA) {
            // Each change waits for it twice: many short collections, for a young generation of a third of the heap
            // takes 35 ms.
            flags.add("-Xmn24m");
        }
        if (process == FleetProcess.ENDPOINT_AGGREGATOR) {
            // There are few of it, it is the largest, and what it does for one member must not stop it for all.
            flags.addAll(
                    List.of("-Xms96m", "-XX:NewSize=24m", "-XX:MaxNewSize=24m", "-XX:-UseSerialGC", "-XX:+UseG1GC"));
        }
        if (process == FleetProcess.PROFILE_CONTROLLER || process == FleetProcess.CERT_AUTHORITY) {
            // Little to do: the second compiler would take more than it gives.
            flags.add("-XX:TieredStopAtLevel=1");
        }
        Path cache = cache(process);
        if (training) {
            flags.add("-XX:AOTCacheOutput=" + cache);
        } else if (newer(cache, jar(process))) {
            flags.add("-XX:AOTCache=" + cache);
        }
        return List.copyOf(flags);
    }

    /** A cache of other jars has been seen in use: the JVM looks at less than would tell it. */
    private static boolean newer(Path cache, Path jar) {
        try {
            return Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Classes loaded and linked ahead of time, and profiles of their methods; of no use once the application is built again. */
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
