package io.fleetmesh.controller.domain.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClusterIdsProperties {

    /** Members come one after the other or all at once, with an ID or without, while some IDs are remembered. */
    private static List<ClusterIdReservation> run(Random random, int members, boolean together) {
        List<ClusterIdReservation> reservations = new ArrayList<>();
        List<Integer> remembered = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            remembered.add(1 + random.nextInt(255));
        }
        Set<Integer> distinct = new HashSet<>(remembered);
        Fleets fleet = new Fleets().profile("shop", 255);
        distinct.forEach(id -> fleet.reserved("shop", id, "gone" + id));
        distinct.forEach(id -> reservations.add(new ClusterIdReservation("shop", id, "gone" + id, "gone" + id)));
        for (int i = 0; i < members; i++) {
            String name = "m" + i;
            fleet.declared(name, "shop").candidate(name);
            switch (random.nextInt(4)) {
                case 0 -> fleet.cilium(name, name, 1 + random.nextInt(255));
                case 1 -> fleet.cilium(name, "default", 0);
                case 2 -> fleet.withoutCilium(name);
                default -> fleet.refusesHighBit(name);
            }
            if (!together || i == members - 1) {
                for (ClusterIdReservation added : ClusterIds.missing(fleet.state())) {
                    reservations.add(added);
                    fleet.reserved(added);
                }
            }
        }
        assertThat(ClusterIds.missing(fleet.state())).isEmpty();
        return reservations;
    }

    @Property(tries = 200)
    void noIdIsGivenTwice(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int members, @ForAll boolean together) {
        List<ClusterIdReservation> all = run(new Random(seed), members, together);

        assertThat(all).extracting(ClusterIdReservation::clusterId).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(own -> assertThat(own.clusterId()).isBetween(1, 255));
    }

    /** Owners name and number their clusters as they like, as others are or were called, too. */
    @Property(tries = 300)
    void whateverOwnersDoANameAndAnIdAreOneMembersAndNothingIsMissingTwice(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> members = List.of("a", "b", "c", "d");
        List<String> names = List.of("default", "a", "b", "c", "x", "y", "gone", "Not_A_Name");
        Fleets fleet = new Fleets().profile("shop", 1 + random.nextInt(9)).reserved("shop", 3, "gone");
        members.forEach(member -> fleet.declared(member, "shop").candidate(member));
        for (int step = 0; step < 30; step++) {
            String member = members.get(random.nextInt(members.size()));
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> fleet.cilium(member, name, 1 + random.nextInt(6));
                case 1 -> fleet.withoutCilium(member);
                default -> fleet.cilium(member, name, 0);
            }
            FleetState before = fleet.state();
            ClusterIds.missing(before).forEach(fleet::reserved);
            FleetState after = fleet.state();

            assertThat(ClusterIds.missing(after)).isEmpty();
            assertOneMembers(after.reservations(), ClusterIdReservation::clusterName);
            assertOneMembers(after.reservations(), ClusterIdReservation::clusterId);
            assertThat(after.reservations())
                    .as("an ID never goes from one to another")
                    .extracting(own -> own.clusterId() + " of " + own.member())
                    .containsAll(before.reservations().stream()
                            .map(own -> own.clusterId() + " of " + own.member())
                            .toList());
            after.identities().forEach((id, cilium) -> assertTold(id, cilium, fleet));
        }
    }

    private static void assertOneMembers(
            Collection<ClusterIdReservation> all, Function<ClusterIdReservation, Object> what) {
        assertThat(all.stream()
                        .collect(Collectors.groupingBy(
                                what, Collectors.mapping(ClusterIdReservation::member, Collectors.toSet())))
                        .values())
                .allMatch(owners -> owners.size() == 1);
    }

    /** Who lacks a name or an ID is told one, by the name that its Cilium has, or else why there is none. */
    private static void assertTold(String member, CiliumIdentity cilium, Fleets fleet) {
        if (cilium.given()) {
            return;
        }
        var reserved = ClusterIds.reservedFor(fleet.intent("shop"), member, cilium, fleet.state());
        if (reserved.isEmpty()) {
            assertThat(ClusterIds.obstacle(fleet.intent("shop"), member, cilium, fleet.state()))
                    .isPresent();
        } else if (cilium.named()) {
            assertThat(reserved.get().clusterName()).isEqualTo(cilium.clusterName());
        }
    }

    @Property(tries = 50)
    void whoseDatapathRefusesTheHighBitGetsNoneWithIt(@ForAll @IntRange(min = 100, max = 140) int members) {
        Fleets fleet = new Fleets().profile("shop", 255);
        for (int i = 0; i < members; i++) {
            String name = "m%03d".formatted(i);
            fleet.declared(name, "shop").candidate(name).refusesHighBit(name);
        }

        List<ClusterIdReservation> all = ClusterIds.missing(fleet.state());

        assertThat(all)
                .hasSize(Math.min(members, 127))
                .allSatisfy(own -> assertThat(own.clusterId() & 0x80).isZero());
    }

    @Property(tries = 50)
    void theOrderOfArrivalDoesNotMatter(@ForAll long seed) {
        List<String> names = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
        List<ClusterIdReservation> sorted = ClusterIds.missing(newcomers(names).state());
        Collections.shuffle(names, new Random(seed));

        assertThat(ClusterIds.missing(newcomers(names).state())).isEqualTo(sorted);
    }

    private static Fleets newcomers(List<String> names) {
        Fleets fleet = new Fleets().profile("shop", 511);
        names.forEach(name -> fleet.declared(name, "shop").candidate(name).cilium(name, "default", 0));
        return fleet;
    }
}
