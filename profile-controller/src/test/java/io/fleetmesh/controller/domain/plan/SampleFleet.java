package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.controller.domain.Views;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A fleet in which everybody sees everybody and would do so, for tests of single checks. Members are described as {@link SampleFacts} has it. */
public final class SampleFleet {
    private final InventoryTable table = new InventoryTable();
    private final NavigableMap<String, Member> before = new TreeMap<>();
    private final NavigableMap<String, Member> members = new TreeMap<>();
    private final Map<String, Map<String, String>> labels = new TreeMap<>();
    private final NavigableMap<String, ConsumerView> views = new TreeMap<>();
    private final Map<String, StoreSight> stores = new TreeMap<>();
    private final Map<String, List<String>> waiting = new TreeMap<>();
    private Optional<NetworkProfileSpec> spec = Optional.empty();
    private Optional<NetworkProfileSpec> applied = Optional.empty();

    /** With one more member that would join. */
    public SampleFleet joining(String id, String facts) {
        List<MemberFact> all = SampleFacts.parse(id, facts);
        all.forEach(fact -> table.evolve(id, fact.key(), Optional.of(fact)));
        int clusterId =
                table.of(id).config().flatMap(config -> config.clusterId()).orElse(0);
        members.put(id, new Member(id, "default", id, clusterId));
        labels.put(id, Map.of("name", id));
        return this;
    }

    /** With as many more that would join as make {@code total}. */
    public SampleFleet filled(int total) {
        for (int i = members.size() + 1; i <= total; i++) {
            joining("m" + i, "{clusterId: " + i + ", config: {maxConnectedClusters: 511}}");
        }
        return this;
    }

    /** With one that is there and stays as it is; its store serves. */
    public SampleFleet staying(String id, String facts) {
        joining(id, facts);
        before.put(id, member(id));
        return store(id, new StoreSight.Serves(1, 3, 1, 0, Optional.empty()));
    }

    /** Where a member's store serves it so. */
    public SampleFleet store(String id, StoreSight sight) {
        stores.put(id, sight);
        return this;
    }

    /** Where a member is declared with another label. */
    public SampleFleet labelled(String id, String key, String value) {
        Map<String, String> more = new TreeMap<>(labels.getOrDefault(id, Map.of()));
        more.put(key, value);
        labels.put(id, more);
        return this;
    }

    /** Where the profile was applied just as it is declared now. */
    public SampleFleet applied() {
        applied = spec;
        return this;
    }

    /** Where these services of a member wait for approval. */
    public SampleFleet waiting(String id, String... services) {
        waiting.put(id, List.of(services));
        return this;
    }

    /** Where everybody sees already what they would see. */
    public SampleFleet seenAlready() {
        views.putAll(target().views());
        return this;
    }

    /** With one that only looks on. */
    public SampleFleet observing(String id, String facts) {
        joining(id, facts);
        Member member = member(id);
        return as(new Member(id, "default", member.clusterName(), member.clusterId(), true, false, Optional.empty()));
    }

    /** With another target for a member. */
    public SampleFleet as(Member member) {
        members.put(member.id(), member);
        return this;
    }

    /** Where it is a member as something else. */
    public SampleFleet was(Member member) {
        before.put(member.id(), member);
        return this;
    }

    /** A profile's spec, in YAML. */
    public SampleFleet profile(String yaml) {
        try {
            spec = Optional.of(SampleFacts.YAML.readValue(yaml, NetworkProfileSpec.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private Member member(String id) {
        return Optional.ofNullable(members.get(id)).orElseThrow();
    }

    PlanInputs inputs() {
        return new PlanInputs(
                "default",
                spec,
                applied.map(was -> new AppliedProfile("default", "plan-0", was, labels, List.copyOf(before.values()))),
                Optional.empty(),
                List.of(),
                before,
                views(before),
                table.all(),
                stores,
                waiting,
                0);
    }

    Target target() {
        return new Target("default", members, labels, views(members));
    }

    private static NavigableMap<String, ConsumerView> views(NavigableMap<String, Member> members) {
        List<Member> taking =
                members.values().stream().filter(member -> !member.observed()).toList();
        return Views.fullMesh(taking).stream()
                .collect(Collectors.toMap(ConsumerView::consumer, view -> view, (one, _) -> one, TreeMap::new));
    }

    InventoryTable table() {
        return table;
    }

    /** What is known of a member that is described so. */
    public MemberInventory inventory(String id) {
        return table.of(id);
    }

    /** The facts of a member that is described so. */
    public static List<MemberFact> facts(String id, String description) {
        return SampleFacts.parse(id, description);
    }

    /** What the check of this name comes to. */
    public Check check(String name) {
        return check(name, Scenario.NOW);
    }

    public Check check(String name, Instant now) {
        return new Planner(Prechecks.ALL)
                .check(inputs(), target(), now).stream()
                        .filter(check -> check.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    /** Level and fact of each finding. */
    public List<String> findings(String name) {
        return check(name).findings().stream().map(SampleFleet::text).toList();
    }

    private static String text(Finding finding) {
        return finding.level() + " " + finding.fact();
    }
}
