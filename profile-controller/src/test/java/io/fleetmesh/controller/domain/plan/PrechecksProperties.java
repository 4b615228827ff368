package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** What holds of all checks, whatever they look at. */
class PrechecksProperties {
    private static final String FLEET = "fleets";

    /** Checks that forbid nothing, whatever they find, and why. */
    private static final Map<String, String> NEVER_FAIL = Map.of(
            "admission", "a plan goes on without whom it leaves out; name and ID have checks of their own",
            "facts-complete", "what is not known is a warning",
            "kubernetes-version", "versions that Cilium is not tested with may work",
            "service-cidr-overlap", "cluster IPs do not leave their cluster",
            "clustermesh-cache-ttl", "agents drop what they have only while the store is away",
            "lost-sight", "that somebody sees less is often what is meant",
            "one-way-sight", "it may be meant, too");

    @Provide
    Arbitrary<GeneratedFleet> fleets() {
        return GeneratedFleet.any();
    }

    private static List<Map.Entry<String, MemberFact>> shuffled(GeneratedFleet fleet, Random random) {
        List<Map.Entry<String, MemberFact>> facts = new ArrayList<>(fleet.facts());
        Collections.shuffle(facts, random);
        return facts;
    }

    /** Facts of all members come in any order among each other, more than once, and after having been away. */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void inWhateverOrderFactsHaveComeThePlanIsTheSame(@ForAll(FLEET) GeneratedFleet fleet, @ForAll long seed) {
        Random random = new Random(seed);
        InventoryTable table = new InventoryTable();
        for (Map.Entry<String, MemberFact> fact : shuffled(fleet, random)) {
            String key = fact.getValue().key();
            if (random.nextInt(4) == 0) {
                table.evolve(fact.getKey(), key, Optional.of(fact.getValue()));
                table.evolve(fact.getKey(), key, Optional.empty());
            }
            table.evolve(fact.getKey(), key, Optional.of(fact.getValue()));
            if (random.nextInt(4) == 0) {
                table.evolve(fact.getKey(), key, Optional.of(fact.getValue()));
            }
        }

        assertEquals(fleet.plan(fleet.inputs(fleet.facts())), fleet.plan(fleet.inputs(table)));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void theSameInputsGiveTheSamePlanByteForByte(@ForAll(FLEET) GeneratedFleet fleet) {
        Plan plan = fleet.plan(fleet.inputs(fleet.facts()));
        Plan again = fleet.plan(fleet.inputs(fleet.facts()));

        assertArrayEquals(Codec.encode(plan), Codec.encode(again));
    }

    /** Whoever reads a finding learns whom it concerns, what was found, and what to do. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void eachFindingNamesAFactAndTheNextStep(@ForAll(FLEET) GeneratedFleet fleet) {
        for (Check check : fleet.checks()) {
            assertFalse(check.fact().isBlank(), check::name);
            assertEquals(
                    check.findings().stream().map(Finding::level).reduce(Level.PASS, Level::or),
                    check.level(),
                    check::name);
            for (Finding finding : check.findings()) {
                String text = check.name() + ": " + finding;
                assertTrue(finding.level() != Level.PASS, text);
                assertFalse(finding.fact().isBlank(), text);
                assertFalse(finding.remedy().isBlank(), text);
                assertTrue(finding.steps().stream().noneMatch(String::isBlank), text);
                assertTrue(
                        finding.members().isEmpty()
                                || finding.members().stream().anyMatch(finding.fact()::contains),
                        text);
            }
        }
    }

    /** One that has what the profile asks for, or else what those have who take part. */
    private record Unrelated(Member member, List<MemberFact> facts) {
        static Unrelated to(GeneratedFleet fleet) {
            Set<String> joined = fleet.subjects().stream()
                    .filter(member -> !member.observed())
                    .map(Member::id)
                    .collect(Collectors.toSet());
            List<MemberFact> theirs = fleet.facts().stream()
                    .filter(fact -> joined.contains(fact.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            Member member = new Member("unrelated", "default", "unrelated", 77);
            try {
                return new Unrelated(member, SampleFacts.of(member.id(), description(fleet, theirs)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static ObjectNode description(GeneratedFleet fleet, List<MemberFact> theirs) {
            ObjectNode description = SampleFacts.JSON.createObjectNode();
            description.put("clusterId", 77);
            description.putObject("nodes").putArray("n").add("10.200.0.0/24");
            theirs.stream()
                    .filter(CiliumAgentFact.class::isInstance)
                    .flatMap(fact -> ((CiliumAgentFact) fact).version().stream())
                    .filter(version -> version.matches("\\d+\\.\\d+\\.\\d+"))
                    .findFirst()
                    .ifPresent(version -> description.put("cilium", version));
            ObjectNode config = description.putObject("config");
            theirs.stream()
                    .filter(CiliumConfigFact.class::isInstance)
                    .map(CiliumConfigFact.class::cast)
                    .findFirst()
                    .ifPresent(first -> like(first, config));
            fleet.spec().cilium().ifPresent(settings -> asked(settings, config));
            return description;
        }

        private static void like(CiliumConfigFact other, ObjectNode config) {
            config.put("maxConnectedClusters", other.maxConnectedClusters().orElse(255));
            config.put("routingMode", other.routingMode().orElse("tunnel"));
            config.put("tunnelProtocol", other.tunnelProtocol().orElse("vxlan"));
            other.encryption().ifPresent(encryption -> config.put("encryption", encryption));
        }

        private static void asked(CiliumSettings settings, ObjectNode config) {
            settings.maxConnectedClusters().ifPresent(most -> config.put("maxConnectedClusters", most));
            settings.routingMode().ifPresent(mode -> config.put("routingMode", text(mode)));
            settings.tunnelProtocol().ifPresent(protocol -> config.put("tunnelProtocol", text(protocol)));
            settings.encryption().ifPresent(encryption -> config.put("encryption", text(encryption)));
            settings.policyDefaultLocalCluster()
                    .ifPresent(value -> config.putObject("network").put("policyDefaultLocalCluster", value));
        }

        private static String text(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whom some finding of a check names; the fleet as a whole is named by an empty text. */
    private static Set<String> named(Check check) {
        Set<String> named = new HashSet<>();
        check.findings()
                .forEach(finding -> named.addAll(finding.members().isEmpty() ? List.of("") : finding.members()));
        return named;
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void anUnrelatedMemberThatIsWellForbidsNothingThatWasNotWrongBefore(@ForAll(FLEET) GeneratedFleet fleet) {
        Unrelated unrelated = Unrelated.to(fleet);
        Map<String, Check> before = new HashMap<>();
        fleet.checks().forEach(check -> before.put(check.name(), check));

        List<Check> after = fleet.checksWith(unrelated.member(), unrelated.facts());

        for (Check check : after) {
            Check was = Optional.ofNullable(before.get(check.name())).orElseThrow();
            assertFalse(was.level() == Level.PASS && check.level() == Level.FAIL, () -> was + " came to " + check);
            if (was.omitted() == 0) {
                Set<String> others = check.findings().stream()
                        .filter(finding -> finding.level() == Level.FAIL)
                        .flatMap(finding -> finding.members().stream())
                        .filter(member -> !member.equals("unrelated"))
                        .collect(Collectors.toSet());
                assertTrue(named(was).containsAll(others), () -> was + " came to " + check);
            }
        }
    }

    /** Each check can be seen to pass, to find something, and to forbid the plan unless it is said why it never does. */
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void eachCheckIsSeenToPassAndNotToPass(@ForAll(FLEET) GeneratedFleet fleet) {
        for (Check check : fleet.checks()) {
            Statistics.label(check.name()).collect(check.level()).coverage(coverage -> {
                coverage.check(Level.PASS).count(count -> count > 0);
                if (NEVER_FAIL.containsKey(check.name())) {
                    coverage.check(Level.WARN).count(count -> count > 0);
                    coverage.check(Level.FAIL).count(count -> count == 0);
                } else {
                    coverage.check(Level.FAIL).count(count -> count > 0);
                }
            });
        }
    }

    @Example
    void whatNeverFailsIsACheck() {
        assertTrue(Prechecks.ALL.stream()
                .map(Precheck::name)
                .collect(Collectors.toSet())
                .containsAll(NEVER_FAIL.keySet()));
    }
}
