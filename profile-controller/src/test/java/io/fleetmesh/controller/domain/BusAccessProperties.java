package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.BusGrant.Match;
import io.fleetmesh.controller.domain.BusGrant.Right;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BusAccessProperties {
    private static final String PROFILE = "default";
    /** One is another's beginning: a right by prefix would show. */
    private static final List<String> IDS = List.of("a", "a-1", "b", "s", "log", "x");

    record Fleet(List<KnownMember> members, List<ConsumerView> views) {
        Set<BusGrant> grants() {
            return BusAccess.grants(members, Map.of(PROFILE, views));
        }

        Optional<ConsumerView> viewOf(String consumer) {
            return views.stream()
                    .filter(view -> view.consumer().equals(consumer))
                    .findFirst();
        }

        boolean admitted(String id) {
            return admitted(id, PROFILE);
        }

        boolean admitted(String id, String profile) {
            return members.stream()
                    .anyMatch(member -> member instanceof Member admitted
                            && admitted.id().equals(id)
                            && admitted.profile().equals(profile));
        }
    }

    private static Optional<KnownMember> member(String id, int kind) {
        return switch (kind) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Candidate(id, Optional.empty()));
            case 2 -> Optional.of(new Member(id, "other", id, 1));
            default -> Optional.of(new Member(id, PROFILE, id, 1));
        };
    }

    @Provide
    Arbitrary<Fleet> fleets() {
        Arbitrary<List<Integer>> kinds =
                Arbitraries.integers().between(0, 5).list().ofSize(IDS.size());
        Arbitrary<Map<String, Set<String>>> sights =
                Arbitraries.maps(Arbitraries.of(IDS), Arbitraries.of(IDS).set().ofMaxSize(IDS.size()));
        return Combinators.combine(kinds, sights).as((of, seen) -> {
            List<KnownMember> members = new ArrayList<>();
            for (int i = 0; i < IDS.size(); i++) {
                member(IDS.get(i), of.get(i)).ifPresent(members::add);
            }
            List<ConsumerView> views = new ArrayList<>();
            new TreeMap<>(seen).forEach((consumer, sources) -> {
                List<String> others = sources.stream()
                        .filter(id -> !id.equals(consumer))
                        .sorted()
                        .toList();
                views.add(new ConsumerView(consumer, consumer, others));
            });
            return new Fleet(members, views);
        });
    }

    private static boolean may(Set<BusGrant> grants, BusIdentity who, Right right, Topic topic) {
        return grants.stream().anyMatch(grant -> grant.who().equals(who) && grant.allows(right, topic));
    }

    private static Set<BusGrant> of(Set<BusGrant> grants, String member) {
        return grants.stream()
                .filter(grant -> grant.who().equals(BusIdentity.ofMember(member)))
                .collect(Collectors.toSet());
    }

    @Property
    void aMemberReadsOfOthersJustTheMeshTopicsOfItsViewsSources(@ForAll("fleets") Fleet fleet) {
        Set<BusGrant> grants = fleet.grants();
        for (String reader : IDS) {
            BusIdentity who = BusIdentity.ofMember(reader);
            for (String other : IDS) {
                boolean inView = fleet.viewOf(reader)
                        .filter(view -> view.sources().contains(other))
                        .isPresent();
                boolean own = other.equals(reader);
                boolean known =
                        fleet.members().stream().anyMatch(member -> member.id().equals(reader));
                assertEquals(
                        fleet.admitted(reader) && (inView || own),
                        may(grants, who, Right.READ, Topic.mesh(PROFILE, other)),
                        reader + " of " + other);
                assertEquals(own && known, may(grants, who, Right.READ, Topic.facts(other)));
                assertEquals(own && known, may(grants, who, Right.WRITE, Topic.facts(other)));
                assertFalse(may(grants, who, Right.WRITE, Topic.mesh(PROFILE, other)));
                assertEquals(
                        own && (fleet.admitted(reader) || fleet.admitted(reader, "other")),
                        may(grants, who, Right.WRITE, Topic.storeStatus(other)));
                assertFalse(may(grants, who, Right.READ, Topic.storeStatus(other)));
                if (!own) {
                    assertFalse(may(grants, who, Right.READ, Topic.ownView(PROFILE, other)));
                }
            }
        }
    }

    /** Each profile's views give its own members rights on its own topics, and nobody else. */
    @Property
    void rightsFollowTheProfileThatAMemberIsIn(@ForAll("fleets") Fleet fleet, @ForAll("fleets") Fleet another) {
        Map<String, List<ConsumerView>> views = Map.of(PROFILE, fleet.views(), "other", another.views());
        Set<BusGrant> grants = BusAccess.grants(fleet.members(), views);

        views.forEach((profile, ofProfile) -> {
            for (String reader : IDS) {
                BusIdentity who = BusIdentity.ofMember(reader);
                Optional<ConsumerView> view = ofProfile.stream()
                        .filter(one -> one.consumer().equals(reader))
                        .filter(_ -> fleet.admitted(reader, profile))
                        .findFirst();
                assertEquals(view.isPresent(), may(grants, who, Right.READ, Topic.ownView(profile, reader)));
                for (String source : IDS) {
                    boolean own = source.equals(reader) && fleet.admitted(reader, profile);
                    assertEquals(
                            own
                                    || view.filter(seen -> seen.sources().contains(source))
                                            .isPresent(),
                            may(grants, who, Right.READ, Topic.mesh(profile, source)),
                            reader + " of " + source + " in " + profile);
                }
            }
        });
    }

    @Property
    void aMemberReadsNoTopicThatNamesAllAndGetsNothingByPrefix(@ForAll("fleets") Fleet fleet) {
        Set<BusGrant> grants = fleet.grants();
        for (String reader : IDS) {
            BusIdentity who = BusIdentity.ofMember(reader);
            for (Topic all : List.of(
                    Topic.members(),
                    Topic.views(PROFILE),
                    Topic.globalServices(),
                    Topic.exportApprovals(),
                    Topic.problems(),
                    Topic.intents(),
                    Topic.plans(),
                    Topic.clusterIds(),
                    Topic.memberStatus(),
                    Topic.appliedProfiles(),
                    Topic.deadLetters())) {
                assertFalse(may(grants, who, Right.READ, all), all.name());
            }
            assertTrue(of(grants, reader).stream()
                    .allMatch(grant -> grant.match() == Match.EXACT && grant.resource() == BusGrant.Resource.TOPIC));
        }
    }

    @Property
    void ofTheHubsServicesTheAggregatorAloneReadsWhatPlansHaveApplied(@ForAll("fleets") Fleet fleet) {
        Set<BusGrant> grants = fleet.grants();
        for (String service : List.of("endpoint-aggregator", "mesh-store", "member-watcher", "cert-authority")) {
            assertEquals(
                    service.equals("endpoint-aggregator"),
                    may(grants, BusIdentity.ofService(service), Right.READ, Topic.appliedProfiles()),
                    service);
        }
    }

    /** They work for all profiles; without rights on one their readers would end. */
    @Property(tries = 20)
    void theHubsServicesReachWhatBelongsToAnyProfile(@ForAll("fleets") Fleet fleet) {
        Set<BusGrant> grants = fleet.grants();
        BusIdentity aggregator = BusIdentity.ofService("endpoint-aggregator");
        BusIdentity store = BusIdentity.ofService("mesh-store");
        for (String profile : List.of(PROFILE, "other")) {
            assertTrue(may(grants, aggregator, Right.READ, Topic.mesh(profile, "east")));
            assertTrue(may(grants, aggregator, Right.WRITE, Topic.mesh(profile, "east")));
            assertTrue(may(grants, store, Right.READ, Topic.mesh(profile, "east")));
            assertTrue(may(grants, store, Right.READ, Topic.views(profile)));
            assertTrue(may(grants, store, Right.READ, Topic.ownView(profile, "east")));
            assertFalse(may(grants, store, Right.WRITE, Topic.mesh(profile, "east")));
        }
    }

    @Property
    void theOrderDoesNotMatter(@ForAll("fleets") Fleet fleet, @ForAll Random random) {
        List<KnownMember> members = new ArrayList<>(fleet.members());
        List<ConsumerView> views = new ArrayList<>(fleet.views());
        Collections.shuffle(members, random);
        Collections.shuffle(views, random);

        assertEquals(fleet.grants(), BusAccess.grants(members, Map.of(PROFILE, views)));
    }

    @Property
    void aChangeOfOneViewChangesWhatItsConsumerMayReadAndNothingElse(
            @ForAll("fleets") Fleet fleet, @ForAll("fleets") Fleet other) {
        for (ConsumerView changed : other.views()) {
            List<ConsumerView> views = new ArrayList<>(fleet.views());
            views.removeIf(view -> view.consumer().equals(changed.consumer()));
            views.add(changed);

            BusAccess.Difference<BusGrant> difference =
                    BusAccess.difference(BusAccess.grants(fleet.members(), Map.of(PROFILE, views)), fleet.grants());

            BusIdentity who = BusIdentity.ofMember(changed.consumer());
            assertTrue(
                    difference.missing().stream().allMatch(grant -> grant.who().equals(who)));
            assertTrue(
                    difference.unwanted().stream().allMatch(grant -> grant.who().equals(who)));
        }
    }

    @Property
    void theDifferenceLeadsToWhatIsWantedAndNoSmallerOneDoes(
            @ForAll("fleets") Fleet before, @ForAll("fleets") Fleet after) {
        Set<BusGrant> present = before.grants();
        Set<BusGrant> wanted = after.grants();

        BusAccess.Difference<BusGrant> difference = BusAccess.difference(wanted, present);

        Set<BusGrant> reached = new HashSet<>(present);
        assertTrue(reached.containsAll(difference.unwanted()), "each revoke takes something away");
        reached.removeAll(difference.unwanted());
        assertTrue(Collections.disjoint(reached, difference.missing()), "each grant adds something");
        reached.addAll(difference.missing());
        assertEquals(wanted, reached);
        assertTrue(Collections.disjoint(difference.missing(), difference.unwanted()));
    }
}
