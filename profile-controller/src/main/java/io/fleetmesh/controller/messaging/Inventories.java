package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.Standings.Facts;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What members' facts come to, read from the topics of all that are known, some at a time. Whoever decides by them waits until all is
 * read that was there ({@link #whenRead}). On the reader's thread.
 */
final class Inventories {
    private static final String SERVICE = "profile-controller";
    /** What every member has, whatever its Cilium runs. */
    private static final Set<Family> ALWAYS = EnumSet.of(
            Family.NAMESPACE,
            Family.SERVICE,
            Family.ENDPOINT_SLICE,
            Family.CILIUM_CONFIG,
            Family.CILIUM_NODE,
            Family.CILIUM_IDENTITY);

    private final Bus bus;
    private final Runnable onChange;
    private final InventoryTable table = new InventoryTable();
    private final Set<String> followed = new HashSet<>();
    private final Set<String> behind = new HashSet<>();
    /** Of members whose facts somebody in a member has claimed last: in which one. */
    private final Map<String, String> watcherIn = new HashMap<>();

    /** @param onChange hears that a member's facts are others now */
    Inventories(Bus bus, Runnable onChange) {
        this.bus = bus;
        this.onChange = onChange;
    }

    /** From now on just these; their topics must be there. */
    void follow(Set<String> members) {
        Set.copyOf(followed).stream()
                .filter(member -> !members.contains(member))
                .forEach(this::unfollow);
        members.stream().filter(followed::add).forEach(member -> {
            behind.add(member);
            bus.reader().follow(partition(member), new StateFollower(SERVICE, bus.deadLetters(), new Follower(member)));
        });
    }

    void close() {
        Set.copyOf(followed).forEach(this::unfollow);
    }

    private void unfollow(String member) {
        followed.remove(member);
        behind.remove(member);
        watcherIn.remove(member);
        bus.reader().unfollow(partition(member));
        table.forget(member);
    }

    private static TopicPartition partition(String member) {
        return new TopicPartition(Topic.facts(member).name(), 0);
    }

    /** By member ID. */
    Map<String, MemberInventory> all() {
        return table.all();
    }

    /** Members of which not all that was there has been read. */
    Set<String> behind() {
        return Set.copyOf(behind);
    }

    /** Why nothing can be decided by all facts yet, if so. Names nobody: whoever asks need not be allowed to see them. */
    Optional<String> unread() {
        return behind.isEmpty()
                ? Optional.empty()
                : Optional.of("facts are still being read of " + behind.size() + " of " + followed.size()
                        + " clusters: ask again in a moment");
    }

    /** Runs {@code task} once all is read that the topics of those who are followed hold now: what somebody saw happen is judged. */
    void whenRead(Runnable task) {
        bus.reader().whenRead(followed.stream().map(Inventories::partition).collect(Collectors.toSet()), task);
    }

    /** What the members' Cilium is called, as far as it is known. */
    Map<String, CiliumIdentity> identities() {
        Map<String, CiliumIdentity> identities = new TreeMap<>();
        followed.stream()
                .filter(member -> !behind.contains(member))
                .forEach(member -> table.of(member).identity().ifPresent(own -> identities.put(member, own)));
        return identities;
    }

    /** Which cluster each member is, as far as it is known: the UID of its Namespace kube-system. */
    Map<String, String> clusters() {
        Map<String, String> clusters = new TreeMap<>();
        followed.stream()
                .filter(member -> !behind.contains(member))
                .forEach(member -> table.of(member).kubeSystemUid().ifPresent(uid -> clusters.put(member, uid)));
        return clusters;
    }

    /** What a member's facts say of the member itself. */
    Facts facts(String member) {
        MemberInventory inventory = table.of(member);
        Set<Family> missing = required(inventory);
        missing.removeAll(inventory.complete());
        return new Facts(
                inventory.reachability(),
                names(missing),
                names(inventory.held()),
                Optional.ofNullable(watcherIn.get(member)));
    }

    private static Set<Family> required(MemberInventory inventory) {
        Set<Family> required = EnumSet.copyOf(ALWAYS);
        boolean slices =
                inventory.config().filter(CiliumConfigFact::endpointSlices).isPresent();
        required.add(slices ? Family.CILIUM_ENDPOINT_SLICE : Family.CILIUM_ENDPOINT);
        if (inventory.config().filter(CiliumConfigFact::mcsApi).isPresent()) {
            required.add(Family.SERVICE_EXPORT);
        }
        return required;
    }

    private static List<String> names(Set<Family> families) {
        return families.stream().map(Family::segment).toList();
    }

    private final class Follower implements StateFollower.Handler {
        private final String member;

        Follower(String member) {
            this.member = member;
        }

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            table.evolve(member, key, body.filter(MemberFact.class::isInstance).map(MemberFact.class::cast));
        }

        @Override
        public void onClaim(Claim claim) {
            claim.member().ifPresentOrElse(where -> watcherIn.put(member, where), () -> watcherIn.remove(member));
        }

        @Override
        public void onBatchEnd() {
            onChange.run();
        }

        @Override
        public void onCaughtUp() {
            behind.remove(member);
            // Nobody waits for each: whoever decides by them asks for all.
            bus.reader().relax(partition(member));
            onChange.run();
        }
    }
}
