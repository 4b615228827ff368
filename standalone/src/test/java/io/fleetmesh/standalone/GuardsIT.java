package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a member's API says that must not be believed: each time something is really gone, and must not go before it is sure. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardsIT {
    private static final String WATCHER = "member-watcher";

    private Fleet fleet;
    private Shop north;
    private StoreClient west;
    /** What west is told of the north's services from when something is deleted behind the watcher. */
    private List<String> events = List.of();

    @BeforeAll
    void start() throws IOException {
        fleet = Fleet.start(Path.of("target/it/guards"), 28_000);
        north = fleet.shop("north");
        west = fleet.store("west");
    }

    @AfterAll
    void stop() throws IOException {
        fleet.close();
    }

    @AfterEach
    void heal() throws IOException {
        fleet.faults("north", "{}");
    }

    @Test
    void anotherClusterUnderTheSameAddressDeletesNothing() throws IOException {
        givenDeletedBehindTheWatcher("moved", "{\"identity\": \"00000000-0000-0000-0000-000000000001\"}");

        awaitState("WrongCluster");

        thenItGoesOnlyWhenHealed("moved");
    }

    @Test
    void aForbiddenListIsNoEmptyList() throws IOException {
        givenDeletedBehindTheWatcher("forbidden", errors(403));

        awaitState("Suspect");

        thenItGoesOnlyWhenHealed("forbidden");
    }

    @Test
    void anUnknownKindIsNoEmptyList() throws IOException {
        givenDeletedBehindTheWatcher("unserved", errors(404));

        awaitState("Suspect");

        thenItGoesOnlyWhenHealed("unserved");
    }

    @Test
    void anApiThatIsAwaySaysNothing() throws IOException {
        givenDeletedBehindTheWatcher("away", "{\"apiAway\": true}");

        awaitState("Unreachable");

        thenItGoesOnlyWhenHealed("away");
    }

    @Test
    void anOlderListBringsNothingBack() throws IOException {
        north.create("stale", 1, Map.of(Shop.GLOBAL, "true"));
        north.awaitBackends(west, "stale", Optional.of(1));
        fleet.faults("north", "{\"staleLists\": true}");
        north.delete("stale");
        north.awaitBackends(west, "stale", Optional.empty());

        fleet.stopProcess(WATCHER);
        fleet.startProcess(WATCHER);

        awaitState("Suspect");
        assertThat(north.backends(west, "stale")).isEmpty();
        fleet.faults("north", "{}");
        awaitState("Live");
        assertThat(north.backends(west, "stale")).isEmpty();
    }

    @Test
    void tooManyDeletesAreHeldUntilTheyAreReleased() throws IOException {
        List<String> many = IntStream.range(0, 25).mapToObj(i -> "many-" + i).toList();
        many.forEach(name -> north.create(name, 1, Map.of(Shop.GLOBAL, "true")));
        many.forEach(name -> north.awaitBackends(west, name, Optional.of(1)));
        events = west.watch(north.prefix());
        fleet.stopProcess(WATCHER);
        many.forEach(north::delete);
        fleet.startProcess(WATCHER);

        awaitState("deletes held");
        many.forEach(name -> assertThat(north.backends(west, name)).contains(1));
        assertThat(deletes()).isEmpty();

        fleet.stopProcess(WATCHER);
        Files.writeString(
                fleet.home().resolve("run/fleetmesh.properties"),
                "fleetmesh.watcher.release=north/service,north/endpointslice\n",
                StandardOpenOption.APPEND);
        fleet.startProcess(WATCHER);

        many.forEach(name -> north.awaitBackends(west, name, Optional.empty()));
        assertThat(deletes()).containsExactlyInAnyOrderElementsOf(deletesOf(many));
    }

    /** Of both kinds: endpoint slices that are rightly gone would leave the service without backends. */
    private static String errors(int status) {
        return "{\"errors\": {\"services\": %1$d, \"endpointslices\": %1$d}}".formatted(status);
    }

    private void givenDeletedBehindTheWatcher(String service, String faults) throws IOException {
        north.create(service, 1, Map.of(Shop.GLOBAL, "true"));
        north.awaitBackends(west, service, Optional.of(1));
        events = west.watch(north.prefix());
        fleet.stopProcess(WATCHER);
        north.delete(service);
        fleet.faults("north", faults);
        fleet.startProcess(WATCHER);
    }

    private void thenItGoesOnlyWhenHealed(String service) throws IOException {
        assertThat(north.backends(west, service)).contains(1);
        assertThat(events).isEmpty();
        fleet.faults("north", "{}");
        north.awaitBackends(west, service, Optional.empty());
        await().atMost(Fleet.PATIENCE).until(() -> !deletes().isEmpty());
        assertThat(deletes()).isEqualTo(deletesOf(List.of(service)));
    }

    private List<String> deletes() {
        return events.stream().filter(event -> event.startsWith("DELETE")).toList();
    }

    private List<String> deletesOf(List<String> services) {
        return services.stream().map(service -> "DELETE " + north.key(service)).toList();
    }

    private void awaitState(String state) {
        await("north is " + state)
                .atMost(Fleet.PATIENCE)
                .until(() -> fleet.details(WATCHER)
                        .getOrDefault(WATCHER + ".member.north", "")
                        .contains(state));
    }
}
