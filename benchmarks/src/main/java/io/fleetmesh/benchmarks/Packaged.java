package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How {@code up --processes} starts the packaged applications. */
record Packaged(Path root) {

    /** @param flags of its JVM, beside those of every service */
    List<String> service(String name, List<String> flags, Map<String, String> config) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.add("@" + root.resolve("service-kit/src/main/jvm/service.options"));
        command.add("-XX:AOTCache=" + root.resolve(name + "/target/" + name + ".aot"));
        command.addAll(flags);
        config.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(root.resolve(name + "/target/quarkus-app/quarkus-run.jar").toString());
        return command;
    }

    /** A class of this module, as a process of its own. */
    List<String> benchmark(Class<?> main, List<String> flags, List<String> args) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                root.resolve("benchmarks/target/classes") + ":" + root.resolve("benchmarks/target/lib") + "/*"));
        command.addAll(flags);
        command.add(main.getName());
        command.addAll(args);
        return command;
    }

    /** One broker without others. */
    List<String> broker(Path directory, int port, int controllerPort) {
        return List.of(
                java(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                root.resolve("standalone/target/quarkus-app/quarkus-run.jar").toString(),
                "kafka",
                "--directory=" + directory,
                "--node=1",
                port + "=" + controllerPort);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
