package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Kafka comes back with another log than the one that was read: empty, or as it was some time ago. The fleet is declared. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogLostIT {
    private static final String CACHE = "cilium/cache/";
    private static final String CONTROLLER = "profile-controller";
    private static final String STORE = "mesh-store";
    private static final List<String> FOLDERS_OF_THE_LOG =
            List.of("member-watcher", "endpoint-aggregator", "cert-authority");

    private Fleet fleet;
    private Shop east;
    private int backups;

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/log-lost"), 31_000, Fleet.DECLARED);
        east = fleet.shop("east");
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    @Test
    void anEmptyLogIsNotTakenForAnEmptyFleet() throws IOException {
        showsThatNothingIsLost("steady", () -> Fleet.delete(kafka()));
    }

    @Test
    void anOlderStateOfTheLogIsNotTakenForTheTruth() throws IOException {
        Path older = fleet.home().resolve("kafka-older");
        fleet.stopProcess("kafka");
        copy(kafka(), older);
        fleet.startProcess("kafka");
        // A new epoch, which the older state does not have.
        fleet.restartProcess(CONTROLLER);
        await().atMost(Fleet.PATIENCE).until(() -> fleet.ready(CONTROLLER));

        showsThatNothingIsLost("later", () -> {
            Fleet.delete(kafka());
            copy(older, kafka());
        });
    }

    private interface Loss {
        void happens() throws IOException;
    }

    /** @param service created before the loss, and what the log that comes back does not know */
    private void showsThatNothingIsLost(String service, Loss loss) throws IOException {
        String saved =
                fleet.home().toAbsolutePath().resolve("backup-" + backups++).toString();
        assertThat(fleet.run("backup", saved)).contains("saved 3 members");
        StoreClient west = fleet.store("west");
        east.create(service, 2, Map.of(Shop.GLOBAL, "true"));
        east.awaitBackends(west, service, Optional.of(2));
        Map<String, String> before = west.get(CACHE);
        Map<String, String> declared = declared();
        List<String> events = west.watch(CACHE);

        fleet.killProcess("kafka");
        loss.happens();
        fleet.startProcess("kafka");
        fleet.restartProcess(CONTROLLER);
        for (String name : FOLDERS_OF_THE_LOG) {
            fleet.restartProcess(name);
        }
        await().atMost(Fleet.PATIENCE)
                .until(() -> fleet.details(CONTROLLER)
                        .getOrDefault(CONTROLLER + ".log", "")
                        .contains("fleetmesh.log.accept"));
        await().atMost(Fleet.PATIENCE).until(() -> fleet.details(STORE).containsKey(STORE + ".log"));
        assertThat(fleet.ready(STORE)).isFalse();
        assertThat(fleet.ready("member-watcher")).isFalse();
        assertThat(west.get(CACHE)).isEqualTo(before);

        assertThat(fleet.run("restore", saved)).contains("3 members");
        fleet.restartProcess(CONTROLLER);
        await().atMost(Fleet.PATIENCE).until(() -> fleet.ready(CONTROLLER));
        await().atMost(Fleet.PATIENCE).ignoreExceptions().until(this::declared, declared::equals);
        assertThat(west.get(CACHE)).isEqualTo(before);
        assertThat(events).isEmpty();
        west.close();
        fleet.restartProcess(STORE);

        StoreClient again = fleet.store("west");
        Map<String, String> first =
                await().atMost(Fleet.PATIENCE).ignoreExceptions().until(() -> again.get(CACHE), answer -> true);
        assertThat(first.keySet()).containsAll(before.keySet());
        east.scale(service, 3);
        east.awaitBackends(again, service, Optional.of(3));
        again.close();
        await().atMost(Fleet.PATIENCE).until(() -> fleet.ready(STORE));
    }

    /** Of each member and profile what is declared, and its generation. */
    private Map<String, String> declared() throws IOException {
        Map<String, String> declared = new TreeMap<>();
        for (String plural : List.of("members", "networkprofiles")) {
            URI list = URI.create(fleet.runFile().api() + "/apis/fleetmesh.io/v1alpha1/" + plural);
            try (InputStream body = list.toURL().openStream()) {
                for (JsonNode object : new ObjectMapper().readTree(body).path("items")) {
                    declared.put(
                            plural + "/" + object.at("/metadata/name").asText(),
                            object.at("/metadata/generation") + " " + object.path("spec"));
                }
            }
        }
        assertThat(declared).hasSize(4);
        return declared;
    }

    private Path kafka() {
        return fleet.home().resolve("data/kafka");
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path path : walk(from)) {
            Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static List<Path> walk(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.sorted(Comparator.naturalOrder()).toList();
        }
    }
}
