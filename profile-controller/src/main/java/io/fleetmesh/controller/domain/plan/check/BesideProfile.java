package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.fleet.Arrival;
import io.fleetmesh.controller.domain.fleet.Arriving;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.Refusal.Cause;
import io.fleetmesh.controller.domain.fleet.Sights;
import io.fleetmesh.controller.domain.plan.Found;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A newcomer beside a profile: the checks of a plan with it and of one without it, and what only the first ones find. A plan would
 * leave out who is refused, and look at nothing of it; here all else is looked at just the same, so that all is told at once.
 */
final class BesideProfile {
    /** Where others may see it, or hold what it has: what is found of them hangs on it, too. */
    private static final Set<String> OF_OTHERS = Set.of("agent-capacity", "one-way-sight");
    /** What a refusal for this cause stands with; then it is all that stands there. */
    private static final Map<String, Cause> REFUSED_IN =
            Map.of("cluster-name", Cause.CLUSTER_NAME, "cluster-id", Cause.CLUSTER_ID);

    private final Newcomer newcomer;
    private final NetworkProfileIntent profile;
    private final FleetState fleet;
    private final Map<String, MemberInventory> inventories;
    private final Arrival arrival;
    private final String id;
    /** As they would be without it: only what it changes is compared. */
    private final NavigableMap<String, ConsumerView> views;

    BesideProfile(
            Newcomer newcomer,
            FleetState fleet,
            NetworkProfileIntent profile,
            Map<String, MemberInventory> inventories) {
        this.newcomer = newcomer;
        this.fleet = fleet;
        this.profile = profile;
        this.arrival = Arrival.of(
                fleet,
                profile,
                new Arriving(
                        newcomer.name(),
                        newcomer.knownAs(inventories),
                        newcomer.inventory().identity(),
                        newcomer.labels()));
        this.id = arrival.member().id();
        this.views = Sights.of(arrival.profile());
        this.inventories = new HashMap<>(inventories);
        this.inventories.put(id, newcomer.inventory());
    }

    Newcomer.Judged judge(Instant now) {
        List<Unlooked> unlooked = Unlooked.of(
                profile.spec(), newcomer.inventory(), arrival.labels().isPresent());
        Set<String> not = unlooked.stream().map(Unlooked::check).collect(Collectors.toSet());
        Map<String, Found> without =
                found(arrival.profile(), now).stream().collect(Collectors.toMap(Found::name, Function.identity()));
        Set<Finding> theirs = new HashSet<>();
        without.values().forEach(found -> theirs.addAll(found.findings()));
        List<Check> checks = found(arrival.joined(), now).stream()
                .filter(found -> Newcomer.BESIDE.contains(found.name()) && !not.contains(found.name()))
                .map(found -> isRefusedIn(found.name()) ? without.getOrDefault(found.name(), found) : found)
                .map(found -> concerning(found, theirs).check())
                .map(this::helped)
                .toList();
        return new Newcomer.Judged(checks, unlooked);
    }

    private boolean isRefusedIn(String check) {
        return Optional.ofNullable(REFUSED_IN.get(check))
                .filter(this::isRefused)
                .isPresent();
    }

    private boolean isRefused(Cause cause) {
        return arrival.refused().stream().anyMatch(refusal -> refusal.cause() == cause);
    }

    private List<Found> found(AppliedProfile target, Instant now) {
        NavigableMap<String, Member> members = new TreeMap<>();
        target.members().forEach(member -> members.put(member.id(), member));
        NavigableMap<String, Member> before = new TreeMap<>();
        fleet.members(target.profile()).forEach(member -> before.put(member.id(), member));
        PlanInputs inputs = new PlanInputs(
                target.profile(),
                Optional.of(profile.spec()),
                Optional.ofNullable(fleet.applied().get(target.profile())),
                Optional.empty(),
                arrival.refused(),
                before,
                views,
                inventories,
                Map.of(),
                Map.of(),
                0);
        Target asIf = new Target(target.profile(), members, target.labels(), Sights.of(target));
        return new Planner(Prechecks.ALL).found(inputs, asIf, Optional.of(id), now);
    }

    /** Of others only what hangs on it. */
    private Found concerning(Found found, Set<Finding> theirs) {
        boolean ofOthers = OF_OTHERS.contains(found.name());
        return found.only(finding -> finding.members().contains(id)
                || ((ofOthers || finding.members().isEmpty()) && !theirs.contains(finding)));
    }

    private Check helped(Check check) {
        return switch (check.name()) {
            case "cluster-id" -> identified(check);
            case "cluster-name" -> named(check);
            default -> check;
        };
    }

    /** An ID that would be reserved is nobody's before the cluster is declared: Cilium is not to be installed with it yet. */
    private Check identified(Check check) {
        if (arrival.reserved().isPresent()) {
            int own = arrival.reserved().get().clusterId();
            return Newcomer.advised(check, Newcomer.declare(", for which cluster ID " + own + " would be reserved"));
        }
        return arrival.member().clusterId() == 0 && isRefused(Cause.CLUSTER_NAME)
                ? Newcomer.advised(check, "see to its cluster name first: no ID is reserved before it can have that")
                : check;
    }

    /** That it is another profile's, or nobody knows what it is called; that it cannot be declared by the name that it was to have, or that this was another's once. */
    private Check named(Check check) {
        if (arrival.elsewhere()) {
            return found(
                    check,
                    Level.FAIL,
                    id + " cannot join: it is a cluster that is a member already, of another profile",
                    "to move it here let it leave that one first, by a plan of it");
        }
        if (newcomer.inventory().identity().isEmpty()) {
            return found(
                    check,
                    Level.FAIL,
                    id + " cannot join: nothing is known of its Cilium",
                    newcomer.inventory().isComplete(Family.CILIUM_CONFIG)
                            ? "there is no ConfigMap kube-system/cilium-config: bring it back, or, where no Cilium is"
                                    + " installed, let DaemonSet kube-system/cilium be read (see under permissions)"
                            : "let ConfigMap kube-system/cilium-config be read (see under permissions), or look again: a"
                                    + " list may fail once");
        }
        if (newcomer.labels().isPresent() && !newcomer.labels().equals(arrival.labels())) {
            return found(
                    check,
                    Level.WARN,
                    id + " is a Member already, with other labels than those that are given: its own are looked at",
                    "to see what other labels would do, relabel it and plan");
        }
        if (arrival.taken().isPresent()) {
            return found(
                    check,
                    Level.WARN,
                    "'" + arrival.taken().get() + "' is the name of a Member already, and nothing says that this is its"
                            + " cluster: here it is called '" + id + "'",
                    "declare it by another name");
        }
        return arrival.returns()
                ? found(
                        check,
                        Level.WARN,
                        "'" + id
                                + "' is the name of a Member that has left: the name and ID that are remembered of it are"
                                + " taken for this cluster's own",
                        "if it is another cluster, give it names and an ID of its own")
                : check;
    }

    private Check found(Check check, Level level, String fact, String remedy) {
        List<Finding> all = new ArrayList<>(check.findings());
        all.add(new Finding(level, List.of(id), fact, remedy));
        return Newcomer.with(check, all);
    }
}
