package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The real fleetctl, as one operator of a fleet that asks for certificates. */
final class Fleetctl {
    private final Fleet fleet;
    private final RunFile.OperatorEntry operator;

    Fleetctl(Fleet fleet, String operator) {
        this.fleet = fleet;
        this.operator = fleet.runFile().operators().stream()
                .filter(entry -> entry.name().equals(operator))
                .findFirst()
                .orElseThrow();
    }

    /** What it printed, and how it ended: see docs/fleetctl.md. */
    record Ended(int code, String output, String errors) {}

    Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Fleet.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                fleet.file("fleetctl/target/classes") + ":" + fleet.file("fleetctl/target/lib") + "/*",
                "io.fleetmesh.ctl.Fleetctl"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of(
                "--server=" + fleet.runFile().api(),
                "--ca=" + file(operator.certificateAuthority()),
                "--cert=" + file(operator.clientCertificate()),
                "--key=" + file(operator.clientKey())));
        Process process = new ProcessBuilder(command).start();
        CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getErrorStream().readAllBytes(), UTF_8);
            } catch (IOException e) {
                return e.toString();
            }
        });
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output, errors.join());
    }

    private Path file(String path) {
        return fleet.file(path);
    }
}
