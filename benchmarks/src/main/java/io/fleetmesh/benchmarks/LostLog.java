package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kafka comes back with an empty log, or with an older state of its own; then what operations.md says is done: a backup is restored,
 * the stores stay as they are until watchers and aggregators are ready, and are started anew one after the other.
 */
final class LostLog {
    private static final String CONTROLLER = "profile-controller";
    private static final String WATCHER = "member-watcher";
    private static final String AGGREGATOR = "endpoint-aggregator";
    private static final List<String> STORES = List.of(SecondStore.FIRST, SecondStore.NAME);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What is waited for, while members go on changing. */
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** What goes on while something is waited for. */
    interface Meanwhile {
        void once() throws IOException, InterruptedException;
    }

    private final FleetProcesses processes;
    private final Path kafka;
    private final Path older;
    private final Path saved;
    private final Meanwhile meanwhile;

    /** @param directory for backups and images, of its own */
    LostLog(FleetProcesses processes, Path directory, Meanwhile meanwhile) throws IOException {
        this.processes = processes;
        this.kafka = processes.home().resolve("data/kafka");
        this.older = directory.resolve("kafka");
        this.saved = directory.resolve("backup");
        this.meanwhile = meanwhile;
        if (!Files.isDirectory(kafka)) {
            throw new IllegalArgumentException(
                    "no " + kafka + ": expected a fleet of one broker that runs without --data");
        }
        delete(directory);
        Files.createDirectories(directory);
    }

    /** Saves what only the hub knows; of a fleet in which all is well. */
    void backUp() throws IOException {
        delete(saved);
        processes.fleetmesh("backup", saved.toString());
    }

    /** Takes an image of the log, and lets everybody read a later epoch than it has. */
    void takeImage() throws IOException, InterruptedException {
        processes.kill("kafka");
        delete(older);
        copy(kafka, older);
        processes.start("kafka");
        processes.restart(CONTROLLER);
        await("the controller is ready", () -> processes.ready(CONTROLLER));
        for (String store : STORES) {
            await(store + " is ready", () -> isReady(store));
        }
    }

    /** In its health each replica goes by the service's own name. */
    private boolean isReady(String store) throws InterruptedException {
        return "true".equals(processes.details(store).get(SecondStore.FIRST));
    }

    /** @param image whether the log comes back as the image has it, and not empty */
    void happen(boolean image) throws IOException, InterruptedException {
        processes.kill("kafka");
        delete(kafka);
        if (image) {
            copy(older, kafka);
        }
        processes.start("kafka");
        for (String name : List.of(CONTROLLER, WATCHER, AGGREGATOR, "cert-authority")) {
            processes.restart(name);
        }
        await(
                "the controller asks which log counts",
                () -> processes
                        .details(CONTROLLER)
                        .getOrDefault(CONTROLLER + ".log", "")
                        .contains("fleetmesh.log.accept"));
        for (String store : STORES) {
            await(
                    store + " does not take the log for the one that it has read",
                    () -> processes.details(store).containsKey(SecondStore.FIRST + ".log"));
        }
        processes.fleetmesh("restore", saved.toString());
        processes.restart(CONTROLLER);
        for (String name : List.of(CONTROLLER, WATCHER, AGGREGATOR)) {
            await(name + " is ready", () -> processes.ready(name));
        }
        for (String store : STORES) {
            processes.restart(store);
            await(store + " is ready", () -> isReady(store));
        }
    }

    private void await(String what, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE + ": " + what);
            }
            meanwhile.once();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
