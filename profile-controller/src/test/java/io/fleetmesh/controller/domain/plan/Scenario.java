package io.fleetmesh.controller.domain.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Intent.RolloutStrategyIntent;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.StoreStatus;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.fleet.FleetState.CiliumIdentity;
import io.fleetmesh.controller.domain.fleet.Sights;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.fleet.TargetRules;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A fleet in three files: {@code before.yaml} is what was declared and applied (may be missing), {@code after.yaml} what is declared
 * now (without the profile: it was deleted), {@code facts.yaml} what members are, in the form of {@link SampleFacts}, and beside that
 *
 * <pre>
 * was: {clusterId: 9}                       # what cluster ID it had before
 * waiting: [shop/cart]                      # services whose export waits for approval
 * store: {silent: 2025-12-31T23:00:00Z}     # how its store is; that of who was a member serves, if nothing is said
 * store: {certificateExpires: 2026-01-05T00:00:00Z, authorityExpires: 2036-01-01T00:00:00Z}
 * </pre>
 *
 * <p>What begins with {@code # each n of 3 to 230}, a document, or the whole of the facts, is meant once for each number, with it in
 * place of {@code $n}.
 */
record Scenario(PlanInputs inputs, Target target) {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PROFILE = "default";
    private static final Pattern EACH = Pattern.compile("# each n of (\\d+) to (\\d+)\n");

    Plan plan() {
        return new Planner(Prechecks.ALL).plan(inputs, target, "plan-1", "anna", NOW, Duration.ofHours(1));
    }

    static Scenario read(Path folder) throws IOException {
        return read(folder, Optional.empty());
    }

    /** @param order if present, facts come in an order that it decides */
    static Scenario read(Path folder, Optional<Random> order) throws IOException {
        InventoryTable table = new InventoryTable();
        Map<String, CiliumIdentity> identities = new TreeMap<>();
        Map<String, Integer> was = new TreeMap<>();
        List<Map.Entry<String, MemberFact>> facts = new ArrayList<>();
        JsonNode described = SampleFacts.YAML.readTree(repeated(folder.resolve("facts.yaml"), ""));
        for (Map.Entry<String, JsonNode> member : described.properties()) {
            SampleFacts.of(member.getKey(), member.getValue())
                    .forEach(fact -> facts.add(Map.entry(member.getKey(), fact)));
            Optional.ofNullable(member.getValue().at("/was/clusterId"))
                    .filter(JsonNode::isInt)
                    .ifPresent(id -> was.put(member.getKey(), id.asInt()));
        }
        order.ifPresent(random -> Collections.shuffle(facts, random));
        facts.forEach(fact -> {
            table.evolve(fact.getKey(), fact.getValue().key(), Optional.of(fact.getValue()));
            if (fact.getValue() instanceof CiliumConfigFact config) {
                identities.put(
                        fact.getKey(),
                        new CiliumIdentity(
                                config.clusterName().orElse(CiliumIdentity.NO_NAME),
                                config.clusterId().orElse(0),
                                CiliumIdentity.HighBit.FITS));
            }
        });
        Map<String, CiliumIdentity> earlier = new TreeMap<>(identities);
        was.forEach((member, id) ->
                earlier.computeIfPresent(member, (_, now) -> new CiliumIdentity(now.clusterName(), id, now.highBit())));
        return of(
                before(intents(folder.resolve("before.yaml")), earlier),
                intents(folder.resolve("after.yaml")),
                identities,
                table,
                described);
    }

    /** A file, and what it means once for each number so often; parts are parted by {@code separator}. */
    private static String repeated(Path file, String separator) throws IOException {
        String text = Files.readString(file);
        return Stream.of(separator.isEmpty() ? new String[] {text} : text.split(separator, -1))
                .flatMap(Scenario::repeated)
                .collect(Collectors.joining(separator));
    }

    private static Stream<String> repeated(String part) {
        Matcher each = EACH.matcher(part);
        return each.lookingAt()
                ? IntStream.rangeClosed(Integer.parseInt(each.group(1)), Integer.parseInt(each.group(2)))
                        .mapToObj(n -> part.substring(each.end()).replace("$n", Integer.toString(n)))
                : Stream.of(part);
    }

    private static StoreSight store(JsonNode described) {
        if (described.has("silent")) {
            return new StoreSight.Silent(instant(described, "silent"));
        }
        if (described.has("notReady")) {
            return new StoreSight.NotReady(
                    instant(described, "notReady"), described.path("reason").asText());
        }
        Optional<StoreStatus.Trust> trust = described.has("certificateExpires")
                ? Optional.of(new StoreStatus.Trust(
                        instant(described, "certificateExpires"), instant(described, "authorityExpires")))
                : Optional.empty();
        return new StoreSight.Serves(2, 12, 1, 0, trust);
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }

    private static List<String> waiting(JsonNode described) {
        List<String> services = new ArrayList<>();
        described.path("waiting").forEach(service -> services.add(service.asText()));
        return services;
    }

    /** What a plan has made of it. */
    private static Optional<AppliedProfile> before(Map<String, Intent> before, Map<String, CiliumIdentity> identities) {
        Map<String, KnownMember> known = new TreeMap<>();
        before.values().forEach(intent -> candidate(intent, known));
        FleetState old = new FleetState(before, known, identities, List.of(), Map.of());
        return old.profile(PROFILE)
                .map(profile -> TargetRules.decide(old, profile, "plan-0").profile());
    }

    private static Scenario of(
            Optional<AppliedProfile> before,
            Map<String, Intent> after,
            Map<String, CiliumIdentity> identities,
            InventoryTable table,
            JsonNode described) {
        Map<String, KnownMember> known = new TreeMap<>();
        after.values().forEach(intent -> candidate(intent, known));
        List<Member> members = before.map(AppliedProfile::members).orElse(List.of());
        members.forEach(member -> known.put(member.id(), member));
        FleetState now = new FleetState(
                after,
                known,
                identities,
                List.of(),
                before.map(was -> Map.of(PROFILE, was)).orElse(Map.of()));
        Optional<NetworkProfileIntent> profile = now.profile(PROFILE);
        TargetRules.Decision decision = profile.map(intent -> TargetRules.decide(now, intent, "plan-1"))
                .orElseGet(() -> TargetRules.leave(now, before.orElseThrow(), "plan-1"));
        NavigableMap<String, ConsumerView> views = before.map(Sights::of).orElseGet(TreeMap::new);
        return new Scenario(
                new PlanInputs(
                        PROFILE,
                        profile.map(NetworkProfileIntent::spec),
                        before,
                        profile.flatMap(intent -> strategy(after, intent)),
                        decision.refused(),
                        byId(members),
                        views,
                        table.all(),
                        members.stream()
                                .map(Member::id)
                                .collect(Collectors.toMap(
                                        id -> id, id -> store(described.path(id).path("store")))),
                        described.properties().stream()
                                .filter(member -> member.getValue().has("waiting"))
                                .collect(Collectors.toMap(Map.Entry::getKey, member -> waiting(member.getValue()))),
                        0),
                Target.of(decision));
    }

    private static Optional<RolloutStrategySpec> strategy(Map<String, Intent> intents, NetworkProfileIntent profile) {
        return profile.spec()
                .rolloutStrategy()
                .map(name -> ((RolloutStrategyIntent) intents.get(Kind.ROLLOUT_STRATEGY.object(name))).spec());
    }

    private static void candidate(Intent intent, Map<String, KnownMember> known) {
        if (intent instanceof MemberIntent member) {
            String id = member.metadata().name();
            known.putIfAbsent(id, new Candidate(id, member.spec().kubeconfig()));
        }
    }

    private static NavigableMap<String, Member> byId(List<Member> members) {
        return members.stream().collect(Collectors.toMap(Member::id, member -> member, (one, _) -> one, TreeMap::new));
    }

    private static Map<String, Intent> intents(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        byte[] text = repeated(file, "---\n").getBytes(UTF_8);
        if (!(DocumentReader.read(text) instanceof Documents.Read read)) {
            throw new AssertionError(file + " cannot be read");
        }
        return read.documents().stream()
                .map(Manifests::check)
                .flatMap(
                        checked -> checked instanceof Checked.Good good ? Stream.of(good.intent()) : bad(file, checked))
                .collect(Collectors.toMap(Intent::key, intent -> intent));
    }

    private static Stream<Intent> bad(Path file, Checked checked) {
        throw new AssertionError(file + ": " + checked);
    }
}
