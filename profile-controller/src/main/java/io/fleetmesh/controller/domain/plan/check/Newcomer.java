package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Precheck;
import io.fleetmesh.controller.domain.plan.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A cluster that is not declared yet, and what the very checks that stand before a plan say of it: of it alone, and beside the
 * members of a profile. Those of what only a plan knows (views, stores, what agents hold, guards) are not among them. Immutable.
 */
public final class Newcomer {
    private static final String NO_NAME = "default";
    private static final String ID = "cluster-id";
    private static final String OWNER = "cilium-owner";

    /** What holds of one cluster, whoever the others are. */
    private static final Set<String> ALONE = Set.of(
            "api-reachable",
            "permissions",
            "cluster-name",
            ID,
            "cilium-version",
            "kubernetes-version",
            "clustermesh-cache-ttl",
            "foreign-owner",
            OWNER,
            "certificates",
            "clock-skew",
            "identity-range");

    /** What is a matter between it and others, or the profile. */
    private static final Set<String> BESIDE = Set.of(
            "member-limit",
            "cluster-name",
            ID,
            "pod-cidr-overlap",
            "service-cidr-overlap",
            "address-ranges",
            "cilium-version",
            "kubernetes-version",
            "max-connected-clusters",
            "routing-mode",
            "tunnel-protocol",
            "encryption",
            "policy-default-local-cluster");

    /** What is not looked at without a fleet. */
    public static final List<String> ONLY_BESIDE = named(name -> BESIDE.contains(name) && !ALONE.contains(name));

    /** What is not looked at of a newcomer. */
    public static final List<String> ONLY_PLANNED = named(name -> !BESIDE.contains(name) && !ALONE.contains(name));

    private final List<MemberFact> facts;
    private final MemberInventory inventory;

    private Newcomer(String name, Collection<MemberFact> facts) {
        this.facts = List.copyOf(facts);
        InventoryTable table = new InventoryTable();
        facts.forEach(fact -> table.evolve(name, fact.key(), Optional.of(fact)));
        this.inventory = table.of(name);
    }

    /**
     * By what is known of it.
     *
     * @param name as findings shall call it, and its cluster name to be if its Cilium has none
     */
    public static Newcomer of(String name, Collection<MemberFact> facts) {
        return new Newcomer(name, facts);
    }

    private static List<String> named(Predicate<String> wanted) {
        return Prechecks.ALL.stream().map(Precheck::name).filter(wanted).toList();
    }

    /** Both in the order in which plans have them; of a check that both have, what was said beside others. */
    public static List<Check> inOrder(List<Check> alone, List<Check> beside) {
        Map<String, Check> all = new HashMap<>();
        alone.forEach(check -> all.put(check.name(), check));
        beside.forEach(check -> all.put(check.name(), check));
        return Prechecks.ALL.stream()
                .flatMap(precheck -> Stream.ofNullable(all.get(precheck.name())))
                .toList();
    }

    public String name() {
        return inventory.member();
    }

    /** Who of {@code inventories} is the same cluster, ascending: nobody unless it is watched already. */
    public List<String> knownAs(Map<String, MemberInventory> inventories) {
        Optional<String> uid = inventory.kubeSystemUid();
        return inventories.values().stream()
                .filter(other -> uid.isPresent() && other.kubeSystemUid().equals(uid))
                .map(MemberInventory::member)
                .sorted()
                .toList();
    }

    /** All that can be told without a fleet. */
    public List<Check> alone(Instant now) {
        return judged("", Optional.empty(), List.of(), Map.of(), now).stream()
                .filter(check -> ALONE.contains(check.name()))
                .map(this::helped)
                .toList();
    }

    /**
     * What stands between it and the members of a profile; what they have among themselves is left out.
     *
     * @param members as they stand; not the newcomer itself
     * @param inventories by member ID
     */
    public List<Check> beside(
            String profile,
            NetworkProfileSpec spec,
            Collection<Member> members,
            Map<String, MemberInventory> inventories,
            Instant now) {
        if (members.stream().anyMatch(member -> member.id().equals(name()))) {
            return of(name() + " (new)", facts).beside(profile, spec, members, inventories, now);
        }
        Set<Finding> theirs = new HashSet<>();
        checks(profile, Optional.of(spec), members, inventories, now).forEach(check -> theirs.addAll(check.findings()));
        return judged(profile, Optional.of(spec), members, inventories, now).stream()
                .filter(check -> BESIDE.contains(check.name()))
                .map(check -> concerning(check, theirs))
                .map(this::helped)
                .toList();
    }

    private List<Check> judged(
            String profile,
            Optional<NetworkProfileSpec> spec,
            Collection<Member> members,
            Map<String, MemberInventory> inventories,
            Instant now) {
        List<Member> all = new ArrayList<>(members);
        all.add(member(profile));
        Map<String, MemberInventory> known = new HashMap<>(inventories);
        known.put(name(), inventory);
        return checks(profile, spec, all, known, now);
    }

    private static List<Check> checks(
            String profile,
            Optional<NetworkProfileSpec> spec,
            Collection<Member> members,
            Map<String, MemberInventory> inventories,
            Instant now) {
        NavigableMap<String, Member> target = new TreeMap<>();
        members.forEach(member -> target.put(member.id(), member));
        PlanInputs inputs = new PlanInputs(
                profile,
                spec,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                inventories,
                Map.of(),
                Map.of(),
                0);
        return new Planner(Prechecks.ALL).check(inputs, new Target(profile, target, Map.of(), new TreeMap<>()), now);
    }

    /** As it would join: by its own word, as far as its Cilium has one. */
    private Member member(String profile) {
        return new Member(
                name(),
                profile,
                inventory
                        .config()
                        .flatMap(CiliumConfigFact::clusterName)
                        .filter(found -> !found.equals(NO_NAME))
                        .orElse(name()),
                inventory.config().flatMap(CiliumConfigFact::clusterId).orElse(0));
    }

    private Check concerning(Check check, Set<Finding> theirs) {
        List<Finding> own = check.findings().stream()
                .filter(finding -> finding.members().contains(name())
                        || (finding.members().isEmpty() && !theirs.contains(finding)))
                .toList();
        return with(check, own);
    }

    /** Which ID a cluster without one, or without Cilium, gets is the fleet's to say. */
    private Check helped(Check check) {
        boolean toldByFleet = switch (check.name()) {
            case ID -> inventory.config().isPresent() && member("").clusterId() == 0;
            case OWNER -> inventory.hasNoAgents();
            default -> false;
        };
        if (!toldByFleet) {
            return check;
        }
        return with(
                check,
                check.findings().stream()
                        .map(finding -> new Finding(
                                finding.level(),
                                finding.members(),
                                finding.fact(),
                                "declare the Member: 'fleetctl get member NAME -o helm' then prints the Helm values"
                                        + " to install Cilium with; pods that run already must be started anew",
                                finding.steps()))
                        .toList());
    }

    private static Check with(Check check, List<Finding> findings) {
        Level least = check.omitted() > 0 ? Level.WARN : Level.PASS;
        return new Check(
                check.name(),
                check.category(),
                check.title(),
                findings.stream().map(Finding::level).reduce(least, Level::or),
                check.fact(),
                findings,
                check.omitted());
    }
}
