package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.MemberSpec.Mode;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.Names;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a profile's members and views would be if what is declared came true. Who is a member keeps its cluster name and ID;
 * who is selected no more, or shall only look on, drains; who cannot be admitted is left out, with the reason.
 */
public final class TargetRules {

    /**
     * What came of it.
     *
     * @param profile what the profile would be, by the plan that is named
     * @param refused what keeps declared members out
     */
    public record Decision(AppliedProfile profile, List<Refusal> refused) {
        public Decision {
            refused = List.copyOf(refused);
        }

        /** What each consumer would see. */
        public NavigableMap<String, ConsumerView> views() {
            return Sights.of(profile);
        }
    }

    private final FleetState fleet;
    private final NetworkProfileIntent profile;
    private final String plan;
    private final NavigableMap<String, Member> members = new TreeMap<>();
    private final Map<String, Member> byClusterName = new HashMap<>();
    private final Map<Integer, Member> byClusterId = new HashMap<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final Map<String, MemberIntent> selected = new TreeMap<>();

    private TargetRules(FleetState fleet, NetworkProfileIntent profile, List<MemberIntent> selected, String plan) {
        this.fleet = fleet;
        this.plan = plan;
        this.profile = profile;
        selected.forEach(member -> this.selected.put(member.metadata().name(), member));
    }

    /** Decides over the declared {@code profile}; {@code plan} is the ID of the plan that this is for. */
    public static Decision decide(FleetState fleet, NetworkProfileIntent profile, String plan) {
        return new TargetRules(fleet, profile, fleet.declared(profile), plan).decide(List.of());
    }

    /** The same with a candidate that the profile would select if it were declared; whoever is declared comes before it. */
    static Decision decideWith(FleetState fleet, NetworkProfileIntent profile, String plan, MemberIntent further) {
        return new TargetRules(fleet, profile, fleet.declared(profile), plan).decide(List.of(further));
    }

    /** The same of a profile that is declared no more: all its members leave it, as it was {@code applied} last. */
    public static Decision leave(FleetState fleet, AppliedProfile applied, String plan) {
        NetworkProfileIntent as =
                new NetworkProfileIntent(ObjectMeta.named(applied.profile(), Map.of()), applied.spec());
        return new TargetRules(fleet, as, List.of(), plan).decide(List.of());
    }

    private Decision decide(List<MemberIntent> further) {
        // Who is there keeps its name and ID, whoever else wants them.
        for (Member member : fleet.members(name())) {
            MemberIntent declared = selected.remove(member.id());
            if (declared != null) {
                accept(kept(member, declared));
            } else if (member.takesPart()) {
                accept(member.leaving());
            }
        }
        selected.values().forEach(this::admit);
        further.forEach(this::admit);
        return new Decision(
                new AppliedProfile(name(), plan, profile.spec(), labels(), List.copyOf(members.values())), refused);
    }

    /** As declared now; of who is declared no more as they were, so that its segments are still known while it drains. */
    private Map<String, Map<String, String>> labels() {
        Map<String, Map<String, String>> labels = new TreeMap<>();
        Optional.ofNullable(fleet.applied().get(name())).ifPresent(before -> labels.putAll(before.labels()));
        fleet.declared()
                .forEach(member ->
                        labels.put(member.metadata().name(), member.metadata().labels()));
        labels.keySet().retainAll(members.keySet());
        return labels;
    }

    private String name() {
        return profile.metadata().name();
    }

    /** Who shall only look on from now on drains first, as who leaves does. */
    private Member kept(Member member, MemberIntent declared) {
        boolean observes = declared.spec().mode() == Mode.OBSERVE;
        return new Member(
                member.id(),
                member.profile(),
                member.clusterName(),
                member.clusterId(),
                observes,
                observes && member.takesPart(),
                declared.spec().kubeconfig(),
                Optional.of(declared.spec().placement()),
                declared.spec().address());
    }

    private void accept(Member member) {
        members.put(member.id(), member);
        byClusterName.put(member.clusterName(), member);
        byClusterId.put(member.clusterId(), member);
    }

    private void admit(MemberIntent declared) {
        String id = declared.metadata().name();
        if (fleet.known().get(id) instanceof Member elsewhere) {
            refuse(
                    declared,
                    Cause.OTHER,
                    "metadata.labels",
                    "selected by profile '" + name() + "'",
                    "a member of no other profile: it is in '" + elsewhere.profile()
                            + "', let it leave that one first, by a plan of it");
            return;
        }
        if (!(fleet.known().get(id) instanceof Candidate)) {
            refuse(
                    declared,
                    Cause.OTHER,
                    "metadata.name",
                    "not watched yet",
                    "a member that is watched: plan again in a moment");
            return;
        }
        Optional<Member> same = fleet.sameCluster(id);
        if (same.isPresent()) {
            String there = same.get().profile();
            refuse(
                    declared,
                    Cause.OTHER,
                    "spec.kubeconfig",
                    "a cluster that is a member already, of profile '" + there + "'"
                            // Who plans here need not see members of others.
                            + (there.equals(name()) ? ", as '" + same.get().id() + "'" : ""),
                    "a cluster that is no member: delete one of the two declarations"
                            + (there.equals(name()) ? "" : ", and to move it here let it leave '" + there + "' first"));
            return;
        }
        if (selectedBefore(id).isPresent()) {
            refuse(
                    declared,
                    Cause.OTHER,
                    "spec.kubeconfig",
                    "the cluster of '" + selectedBefore(id).get() + "', which would become a member by this plan",
                    "a cluster of its own: delete one of the two declarations");
            return;
        }
        identity(declared).ifPresent(identity -> admit(declared, identity.clusterName(), identity.clusterId()));
    }

    /** Who is admitted already in this target, and is the same cluster. */
    private Optional<String> selectedBefore(String id) {
        String uid = fleet.clusters().get(id);
        return members.keySet().stream()
                .filter(other -> uid != null && uid.equals(fleet.clusters().get(other)))
                .findFirst();
    }

    /** Name and ID that the cluster has, or that are reserved for it. */
    private Optional<CiliumIdentity> identity(MemberIntent declared) {
        String id = declared.metadata().name();
        CiliumIdentity cilium = fleet.identities().get(id);
        if (cilium == null) {
            refuse(
                    declared,
                    Cause.OTHER,
                    "spec.kubeconfig",
                    "nothing is known of its Cilium",
                    "a cluster whose ConfigMap kube-system/cilium-config could be read; see the member's status");
            return Optional.empty();
        }
        if (cilium.given()) {
            return Optional.of(cilium);
        }
        Optional<ClusterIdReservation> reserved = ClusterIds.reservedFor(profile, id, cilium, fleet);
        if (reserved.isEmpty()) {
            ClusterIds.obstacle(profile, id, cilium, fleet)
                    .ifPresentOrElse(
                            none -> refuse(declared, none.cause(), none.field(), none.value(), none.expected()),
                            () -> refuse(
                                    declared,
                                    Cause.OTHER,
                                    "cluster ID",
                                    "none yet",
                                    "one that is reserved: plan again in a moment"));
            return Optional.empty();
        }
        if (!cilium.installed()) {
            refuse(
                    declared,
                    Cause.OTHER,
                    "Cilium",
                    "not installed",
                    "Cilium with the Helm values that 'fleetctl get member " + id
                            + " -o helm' prints: plan again once it runs");
            return Optional.empty();
        }
        return reserved.map(own -> new CiliumIdentity(own.clusterName(), own.clusterId(), cilium.highBit()));
    }

    /** Both are told if both are wrong: a cluster gets the two at once, when Cilium is installed. */
    private void admit(MemberIntent declared, String clusterName, int clusterId) {
        String id = declared.metadata().name();
        Optional<String> otherName = otherName(clusterName, id);
        Optional<String> otherId = otherId(clusterId, id);
        otherName.ifPresent(expected -> refuse(declared, Cause.CLUSTER_NAME, "cluster name", clusterName, expected));
        otherId.ifPresent(
                expected -> refuse(declared, Cause.CLUSTER_ID, "cluster ID", Integer.toString(clusterId), expected));
        if (otherName.isEmpty() && otherId.isEmpty()) {
            accept(new Member(
                    id,
                    name(),
                    clusterName,
                    clusterId,
                    declared.spec().mode() == Mode.OBSERVE,
                    false,
                    declared.spec().kubeconfig(),
                    Optional.of(declared.spec().placement()),
                    declared.spec().address()));
        }
    }

    /** What is expected in place of a cluster name that cannot be admitted. */
    private Optional<String> otherName(String clusterName, String member) {
        return Names.clusterName(clusterName)
                .or(() -> Optional.ofNullable(byClusterName.get(clusterName))
                        .map(holder -> "a name that is not taken: member '" + holder.id() + "' has it"))
                .or(() -> ClusterIds.otherCalled(name(), clusterName, member, fleet));
    }

    /** The same of the cluster ID of {@code member}. */
    private Optional<String> otherId(int clusterId, String member) {
        if (clusterId < 1 || clusterId > ClusterIds.most(profile)) {
            return Optional.of(
                    "1 to " + ClusterIds.most(profile) + ", by the profile's spec.cilium.maxConnectedClusters");
        }
        return Optional.ofNullable(byClusterId.get(clusterId))
                .map(holder -> "an ID that is not taken: member '" + holder.id() + "' has it")
                .or(() -> remembered(clusterId, member)
                        .map(owner -> "an ID that is not remembered: it was that of member '" + owner
                                + "', whose identities others may still know; once nobody does, an admin gives it back:"
                                + " fleetctl forget cluster-id " + clusterId + " --profile " + name()
                                + " --reason TEXT"));
    }

    private Optional<String> remembered(int clusterId, String id) {
        return fleet.reservations().stream()
                .filter(reservation -> reservation.profile().equals(name()) && reservation.clusterId() == clusterId)
                .map(reservation -> reservation.member())
                .filter(owner -> !owner.equals(id))
                .findFirst();
    }

    private void refuse(MemberIntent declared, Cause cause, String field, String value, String expected) {
        refused.add(new Refusal(
                declared.metadata().name(),
                cause,
                declared.spec().mode() == Mode.OBSERVE,
                new FieldProblem(declared.key(), field, value, expected)));
    }
}
