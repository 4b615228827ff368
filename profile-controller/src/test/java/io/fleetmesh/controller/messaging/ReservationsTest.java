package io.fleetmesh.controller.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.fleet.Reservations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cluster IDs for many clusters at once, on a real broker. */
class ReservationsTest extends OnAController {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PROFILE = "default";
    private static final Caller ANNA = new Caller("anna", Set.of(), Caller.By.TOKEN, true);
    /** So many were given, and are remembered: those who come now are on both sides of 128. */
    private static final int REMEMBERED = 120;

    /** In a mesh of up to 511 clusters there is always an ID for everybody. */
    private static final NetworkProfileSpec SPEC = upTo(511);

    private static final NetworkProfileSpec UP_TO_255 = upTo(255);

    private static final List<String> CLUSTERS =
            IntStream.range(0, 24).mapToObj("m%02d"::formatted).toList();

    private static NetworkProfileSpec upTo(int most) {
        return new NetworkProfileSpec(
                new LabelSelector(Map.of(), List.of()),
                Optional.of(new CiliumSettings(
                        Optional.of(most), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())),
                Optional.empty(),
                true,
                List.of(),
                Optional.empty(),
                1,
                Optional.empty());
    }

    private static Intent declaration(String cluster) {
        return Intent.of(ObjectMeta.named(cluster, Map.of()), SampleMembers.by(cluster));
    }

    /** Every second one has a datapath without room for IDs from 128 on. */
    private static boolean refusesHighBit(String cluster) {
        return CLUSTERS.indexOf(cluster) % 2 == 0;
    }

    /** Cilium as it is installed where nobody thought of a mesh. */
    private static CiliumConfigFact ciliumOf(String cluster) {
        return cilium(refusesHighBit(cluster) ? "eni" : "cluster-pool");
    }

    private static CiliumConfigFact cilium(String ipam) {
        return cilium("default", ipam);
    }

    private static CiliumConfigFact cilium(String clusterName, String ipam) {
        return new CiliumConfigFact(
                Optional.of(clusterName),
                Optional.of(0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ipam),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    private boolean declare(Intent intent) {
        return controller
                        .intents()
                        .change(new IntentChange.Create(intent), ANNA, false)
                        .toCompletableFuture()
                        .join()
                instanceof Intents.Outcome.Decided;
    }

    private static List<ClusterIdReservation> given(List<RunningController.Logged> log) {
        return log.stream()
                .flatMap(record -> record.body().stream())
                .map(ClusterIdReservation.class::cast)
                .filter(reservation -> CLUSTERS.contains(reservation.member()))
                .distinct()
                .toList();
    }

    private static ClusterIdReservation south(int id) {
        return new ClusterIdReservation(PROFILE, id, "south", "south");
    }

    /** Cilium is to be installed with what is reserved before; how it is installed then can make that useless. */
    @Test
    void aClusterWithoutCiliumGetsOneAndAnotherOnceItCannotUseThat() {
        // Nothing else is left than IDs with bit 0x80.
        controller.restore(IntStream.rangeClosed(1, 127)
                .mapToObj(id -> new ClusterIdReservation(PROFILE, id, "gone-" + id, "gone-" + id))
                .toArray(FleetRecord[]::new));
        List<RunningController.Logged> log = controller.log(Topic.clusterIds());
        assertThat(declare(Intent.of(ObjectMeta.named(PROFILE, Map.of()), UP_TO_255)))
                .isTrue();
        assertThat(declare(declaration("south"))).isTrue();
        Consumer<FleetRecord> watcher = controller.owner(Topic.facts("south"));
        watcher.accept(new OwnersFact(Owned.ABSENT, Owned.ABSENT, Owned.ABSENT, Optional.empty()));
        watcher.accept(new CompletenessFact(Family.CILIUM_CONFIG, 1, "1"));
        await().atMost(PATIENCE)
                .until(() -> log.stream().anyMatch(record -> record.body().equals(Optional.of(south(128)))));

        watcher.accept(cilium("eni"));
        assertThat(controller
                        .reservations()
                        .forget(PROFILE, 90, "nobody knows it", ANNA)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Reservations.Outcome.Decided.class);

        await().atMost(PATIENCE)
                .until(() -> log.stream().anyMatch(record -> record.body().equals(Optional.of(south(90)))));

        watcher.accept(cilium("berlin", "eni"));
        await().atMost(PATIENCE)
                .until(() -> log.stream()
                        .anyMatch(record -> record.key().equals(PROFILE + "/90")
                                && record.body()
                                        .equals(Optional.of(
                                                new ClusterIdReservation(PROFILE, 90, "south", "berlin")))));
    }

    /** All are declared and looked at at one moment, and in the midst of it another process takes over. */
    @Test
    void eachGetsOneThatNobodyHasOrHadAndKeepsItWhoeverGoesOn() {
        controller.restore(IntStream.rangeClosed(1, REMEMBERED)
                .mapToObj(id -> new ClusterIdReservation(PROFILE, id, "gone-" + id, "gone-" + id))
                .toArray(FleetRecord[]::new));
        List<RunningController.Logged> log = controller.log(Topic.clusterIds());
        assertThat(declare(Intent.of(ObjectMeta.named(PROFILE, Map.of()), SPEC)))
                .isTrue();

        assertThat(CLUSTERS.parallelStream().filter(cluster -> declare(declaration(cluster))))
                .hasSameElementsAs(CLUSTERS);
        Map<Topic, FleetRecord> facts = new HashMap<>();
        CLUSTERS.forEach(cluster -> facts.put(Topic.facts(cluster), ciliumOf(cluster)));
        controller.writeAll(facts);
        controller.stop();
        controller.start();

        await().atMost(PATIENCE).until(() -> given(log).size() >= CLUSTERS.size());
        List<ClusterIdReservation> given = given(log);
        assertThat(given).extracting(ClusterIdReservation::member).hasSameElementsAs(CLUSTERS);
        assertThat(given.stream().map(ClusterIdReservation::clusterId).collect(Collectors.toSet()))
                .hasSize(given.size())
                .allMatch(id -> id > REMEMBERED);
        assertThat(given)
                .filteredOn(reservation -> refusesHighBit(reservation.member()))
                .allMatch(reservation -> (reservation.clusterId() & 0x80) == 0);
        assertThat(given).anyMatch(reservation -> (reservation.clusterId() & 0x80) != 0);
    }
}
