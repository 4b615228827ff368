package io.fleetmesh.controller.domain;

import static io.fleetmesh.controller.domain.BusGrant.Right.CREATE;
import static io.fleetmesh.controller.domain.BusGrant.Right.READ;
import static io.fleetmesh.controller.domain.BusGrant.Right.WRITE;

import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may do what on the bus. A member's parts get names of topics one by one, and none that tells of a member outside its
 * view; the hub's services get what their work takes. Whoever is not named gets nothing.
 */
public final class BusAccess {
    private BusAccess() {}

    private record View(String profile, String consumer) {}

    /** What is to change. */
    public record Difference<T>(Set<T> missing, Set<T> unwanted) {
        public Difference {
            missing = Set.copyOf(missing);
            unwanted = Set.copyOf(unwanted);
        }
    }

    /**
     * All that is granted: the same for any order of the arguments.
     *
     * @param members whom the fleet knows, admitted or not
     * @param views of each profile, by its name; one of a consumer that is not admitted to that profile gives nothing
     */
    public static Set<BusGrant> grants(
            Collection<? extends KnownMember> members, Map<String, ? extends Collection<ConsumerView>> views) {
        Map<View, ConsumerView> byConsumer = new HashMap<>();
        views.forEach((profile, all) -> all.forEach(view -> byConsumer.put(new View(profile, view.consumer()), view)));
        Set<BusGrant> grants = new HashSet<>();
        for (KnownMember member : members) {
            grants.addAll(known(member.id()));
            if (member instanceof Member admitted) {
                grants.addAll(admitted(admitted));
                ConsumerView view = byConsumer.get(new View(admitted.profile(), admitted.id()));
                if (view != null) {
                    grants.addAll(viewed(admitted.profile(), view));
                }
            }
        }
        grants.addAll(services());
        return grants;
    }

    /** Its watcher folds what it has written, and says what it could not read. */
    private static Set<BusGrant> known(String member) {
        BusIdentity who = BusIdentity.ofMember(member);
        return Set.of(
                BusGrant.topic(who, READ, Topic.log()),
                BusGrant.topic(who, READ, Topic.facts(member)),
                BusGrant.topic(who, WRITE, Topic.facts(member)),
                BusGrant.topic(who, WRITE, Topic.deadLetters()));
    }

    /** Its store reads of the member itself what its agents understand, and says how it serves them. */
    private static Set<BusGrant> admitted(Member member) {
        BusIdentity who = BusIdentity.ofMember(member.id());
        return Set.of(
                BusGrant.topic(who, READ, Topic.mesh(member.profile(), member.id())),
                BusGrant.topic(who, WRITE, Topic.storeStatus(member.id())));
    }

    private static Set<BusGrant> viewed(String profile, ConsumerView view) {
        BusIdentity who = BusIdentity.ofMember(view.consumer());
        Set<BusGrant> grants = new HashSet<>();
        grants.add(BusGrant.topic(who, READ, Topic.ownView(profile, view.consumer())));
        view.sources().forEach(source -> grants.add(BusGrant.topic(who, READ, Topic.mesh(profile, source))));
        return grants;
    }

    /** Of those that run in the hub, for all profiles: members of all of them are theirs to work for. The controller, which grants, must have been given all rights by the broker's owner. */
    private static Set<BusGrant> services() {
        BusIdentity authority = BusIdentity.ofService("cert-authority");
        BusIdentity watcher = BusIdentity.ofService("member-watcher");
        BusIdentity aggregator = BusIdentity.ofService("endpoint-aggregator");
        BusIdentity store = BusIdentity.ofService("mesh-store");
        Set<BusGrant> grants = new HashSet<>();
        for (BusIdentity service : Set.of(authority, watcher, aggregator, store)) {
            grants.add(BusGrant.topic(service, READ, Topic.log()));
            grants.add(BusGrant.topic(service, WRITE, Topic.deadLetters()));
        }
        for (BusIdentity service : Set.of(authority, watcher, aggregator)) {
            grants.add(BusGrant.topic(service, READ, Topic.members()));
        }
        grants.addAll(Set.of(
                BusGrant.groups(watcher, "fleetmesh-member-watcher"),
                BusGrant.topics(watcher, READ, Topic.facts("").name()),
                BusGrant.topics(watcher, WRITE, Topic.facts("").name()),
                BusGrant.groups(aggregator, "fleetmesh-endpoint-aggregator"),
                BusGrant.topics(aggregator, READ, Topic.facts("").name()),
                BusGrant.topics(aggregator, READ, "fleetmesh.mesh."),
                BusGrant.topics(aggregator, WRITE, "fleetmesh.mesh."),
                BusGrant.topic(aggregator, READ, Topic.appliedProfiles()),
                BusGrant.topic(aggregator, READ, Topic.exportApprovals()),
                BusGrant.topic(aggregator, READ, Topic.globalServices()),
                BusGrant.topic(aggregator, WRITE, Topic.globalServices())));
        grants.addAll(Set.of(
                BusGrant.topic(aggregator, CREATE, Topic.problems()),
                BusGrant.topic(aggregator, WRITE, Topic.problems()),
                BusGrant.topics(store, READ, "fleetmesh.views."),
                BusGrant.topics(store, READ, "fleetmesh.own-view."),
                BusGrant.topics(store, READ, "fleetmesh.mesh."),
                BusGrant.topics(store, WRITE, Topic.storeStatus("").name())));
        return grants;
    }

    /** The least that makes {@code wanted} of {@code present}. */
    public static <T> Difference<T> difference(Set<T> wanted, Set<T> present) {
        Set<T> missing = new HashSet<>(wanted);
        missing.removeAll(present);
        Set<T> unwanted = new HashSet<>(present);
        unwanted.removeAll(wanted);
        return new Difference<>(missing, unwanted);
    }
}
