package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.NamespaceInventory;
import io.fleetmesh.controller.domain.plan.NodeInventory;
import io.fleetmesh.controller.domain.plan.PlanInputs;
import io.fleetmesh.controller.domain.plan.Planner;
import io.fleetmesh.controller.domain.plan.Precheck;
import io.fleetmesh.controller.domain.plan.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A cluster that is not declared yet, and what the very checks that stand before a plan say of it: of it alone, and beside the
 * members of a profile. What only a plan can say is named ({@link Unlooked}). Immutable.
 */
public final class Newcomer {
    private static final String ID = "cluster-id";
    private static final String OWNER = "cilium-owner";
    private static final String FACTS = "facts-complete";

    /** What holds of one cluster, whoever the others are. */
    private static final Set<String> ALONE = Set.of(
            "api-reachable",
            FACTS,
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
    static final Set<String> BESIDE = Set.of(
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
            "policy-default-local-cluster",
            "agent-capacity",
            "export-guard",
            "one-way-sight");

    /** What is not looked at without a fleet. */
    public static final List<String> ONLY_BESIDE = named(name -> BESIDE.contains(name) && !ALONE.contains(name));

    private final MemberInventory inventory;
    private final Optional<Map<String, String>> labels;

    private Newcomer(MemberInventory inventory, Optional<Map<String, String>> labels) {
        this.inventory = inventory;
        this.labels = labels;
    }

    /** What is said of it beside others, and what is not. */
    public record Judged(List<Check> checks, List<Unlooked> unlooked) {
        public Judged {
            checks = List.copyOf(checks);
            unlooked = List.copyOf(unlooked);
        }
    }

    /**
     * By what is known of it.
     *
     * @param name as findings shall call it, and its cluster name to be if its Cilium has none
     */
    public static Newcomer of(String name, Collection<MemberFact> facts) {
        InventoryTable table = new InventoryTable();
        facts.forEach(fact -> table.evolve(name, fact.key(), Optional.of(fact)));
        return new Newcomer(table.of(name), Optional.empty());
    }

    /** The same where nodes and namespaces, which are many, are no facts but numbers; by their names. */
    public Newcomer counted(Map<String, NodeInventory> nodes, Map<String, NamespaceInventory> namespaces) {
        return new Newcomer(inventory.counted(nodes, namespaces), labels);
    }

    /** The same with the labels that its Member will have. */
    public Newcomer labelled(Map<String, String> its) {
        return new Newcomer(inventory, Optional.of(Map.copyOf(its)));
    }

    /** Those that its Member will have, if that is known. */
    public Optional<Map<String, String>> labels() {
        return labels;
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

    /** All that is known of it, in numbers. */
    public MemberInventory inventory() {
        return inventory;
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
        Member member = new Member(
                name(),
                "",
                inventory
                        .config()
                        .flatMap(CiliumConfigFact::clusterName)
                        .filter(found -> !found.equals(CiliumIdentity.NO_NAME))
                        .orElse(name()),
                inventory.config().flatMap(CiliumConfigFact::clusterId).orElse(0));
        PlanInputs inputs = new PlanInputs(
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                Map.of(name(), inventory),
                Map.of(),
                Map.of(),
                0);
        Target target = new Target("", new TreeMap<>(Map.of(name(), member)), Map.of(), new TreeMap<>());
        return new Planner(Prechecks.ALL)
                .check(inputs, target, now).stream()
                        .filter(check -> ALONE.contains(check.name()))
                        .map(this::helped)
                        .toList();
    }

    /**
     * What a plan for a profile would say of it, were it declared now: what others have among themselves is left out.
     *
     * @param fleet of one moment; the members that it {@linkplain #knownAs is known as} are not looked at
     * @param inventories by member ID
     */
    public Judged beside(
            FleetState fleet, NetworkProfileIntent profile, Map<String, MemberInventory> inventories, Instant now) {
        return new BesideProfile(this, fleet, profile, inventories).judge(now);
    }

    /** Which ID a cluster without one, or without Cilium, gets is the fleet's to say; and nobody watches it yet. */
    private Check helped(Check check) {
        boolean toldByFleet = switch (check.name()) {
            case ID ->
                inventory
                        .config()
                        .filter(config -> config.clusterId().orElse(0) == 0)
                        .isPresent();
            case OWNER -> inventory.hasNoAgents();
            default -> false;
        };
        if (toldByFleet) {
            return advised(check, declare(""));
        }
        return check.name().equals(FACTS)
                ? advised(check, "see under permissions what may not be listed, or look again: a list may fail once")
                : check;
    }

    /** @param what the ID that it would get, as a part of a sentence */
    static String declare(String what) {
        return "declare the Member" + what
                + ": 'fleetctl get member NAME -o helm' then prints the Helm values to install Cilium with; pods that run"
                + " already must be started anew";
    }

    /** The same findings with another advice. */
    static Check advised(Check check, String remedy) {
        return with(
                check,
                check.findings().stream()
                        .map(finding -> new Finding(
                                finding.level(), finding.members(), finding.fact(), remedy, finding.steps()))
                        .toList());
    }

    /** The same check with these findings alone. */
    static Check with(Check check, List<Finding> findings) {
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
