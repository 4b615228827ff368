package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.MemberSpec.Placement;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportGuard;
import io.fleetmesh.contract.resource.NetworkProfileSpec.ExportRule;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Sight;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Wave;
import io.fleetmesh.contract.resource.Spec;
import io.fleetmesh.controller.domain.IntentDecision.Deleted;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Refused;
import io.fleetmesh.controller.domain.IntentDecision.Unchanged;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IntentRulesTest {
    private static final LabelSelector EVERYBODY = new LabelSelector(Map.of(), List.of());

    private final Map<String, Intent> now = new TreeMap<>();
    private int version = 10;
    private Instant time = Instant.parse("2026-01-31T12:00:00.5Z");

    private IntentDecision put(Intent intent) {
        return decide(new IntentChange.Put(intent));
    }

    /** Decides, and does as was decided. */
    private IntentDecision decide(IntentChange change) {
        version++;
        IntentDecision decision = IntentRules.decide(now, change, Integer.toString(version), time);
        switch (decision) {
            case Written(Intent intent, boolean _) -> now.put(intent.key(), intent);
            case Deleted(Intent intent) -> now.remove(intent.key());
            case Unchanged _, Refused _ -> {}
        }
        return decision;
    }

    private List<IntentDecision> decideAll(Intent... intents) {
        return IntentRules.decideAll(
                now,
                Arrays.stream(intents).<IntentChange>map(IntentChange.Put::new).toList(),
                (_, _) -> Optional.empty(),
                number -> Integer.toString(version + number),
                time);
    }

    private static Intent intent(String name, Map<String, String> labels, Spec spec) {
        return Intent.of(ObjectMeta.named(name, labels), spec);
    }

    private static Intent member(String name, String tier) {
        return intent(
                name,
                Map.of("tier", tier),
                new MemberSpec(
                        Optional.empty(),
                        Optional.of("https://10.0.0.1"),
                        Placement.HUB,
                        MemberSpec.Mode.JOIN,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static LabelSelector tier(String value) {
        return new LabelSelector(Map.of("tier", value), List.of());
    }

    private static NetworkProfileSpec profile(LabelSelector members, Segment... segments) {
        return new NetworkProfileSpec(
                members,
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(segments),
                Optional.empty(),
                60,
                Optional.empty());
    }

    private static Wave wave(String name, Optional<LabelSelector> members, Optional<Integer> count) {
        return new Wave(name, members, count, Optional.empty(), Optional.empty());
    }

    private static RolloutStrategySpec strategy(Optional<Wave> canary, List<Wave> waves, String... pauses) {
        return new RolloutStrategySpec(canary, waves, 0, List.of(), 0, List.of(pauses));
    }

    private static Intent with(Intent intent, String version) {
        ObjectMeta meta = intent.metadata();
        return Intent.of(meta.at(version, 7), intent.spec());
    }

    private static List<String> refusal(Reason reason, IntentDecision decision) {
        Refused refused = assertInstanceOf(Refused.class, decision);
        assertEquals(reason, refused.reason());
        return refused.problems().stream().map(FieldProblem::text).toList();
    }

    @Test
    void severalAreJudgedByWhatTheyComeToTogether() {
        Intent calm = intent("calm", Map.of(), strategy(Optional.empty(), List.of()));
        Intent shop = intent(
                "shop",
                Map.of(),
                new NetworkProfileSpec(
                        tier("shop"),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        List.of(),
                        Optional.empty(),
                        60,
                        Optional.of("calm")));

        List<IntentDecision> decisions = decideAll(shop, member("east", "shop"), calm);

        assertEquals(
                List.of("11", "12", "13"),
                decisions.stream()
                        .map(decision ->
                                assertInstanceOf(Written.class, decision).intent())
                        .map(written -> written.metadata().resourceVersion().orElseThrow())
                        .toList());
        assertEquals(
                List.of(
                        "NetworkProfile/shop: spec.rolloutStrategy: expected the name of a RolloutStrategy that there is, found calm"),
                refusal(Reason.INVALID, decideAll(shop).getFirst()));
    }

    @Test
    void ofSeveralNoneIsAcceptedIfOneIsNot() {
        var _ = put(member("east", "shop"));
        Intent west = with(member("west", "shop"), "99");

        List<IntentDecision> decisions = decideAll(member("east", "bank"), west, member("north", "shop"));

        assertEquals(1, decisions.size());
        assertEquals(
                List.of(
                        "Member/west: metadata.resourceVersion: expected none, for there is no such object now, found 99"),
                refusal(Reason.CONFLICT, decisions.getFirst()));
    }

    /** Who found nothing wants to create, and not to replace what somebody else has declared meanwhile. */
    @Test
    void versionZeroIsThatOfAnObjectThatIsNotThere() {
        assertInstanceOf(Written.class, put(with(member("east", "shop"), "0")));

        assertEquals(
                List.of("Member/east: metadata.resourceVersion: expected 11, for it is there already: read it again,"
                        + " found 0"),
                refusal(Reason.CONFLICT, put(with(member("east", "bank"), "0"))));
    }

    @Test
    void whatChangesNothingTakesNoVersion() {
        var _ = put(member("east", "shop"));

        List<IntentDecision> decisions = decideAll(member("east", "shop"), member("west", "shop"));

        assertInstanceOf(Unchanged.class, decisions.getFirst());
        assertEquals(
                Optional.of("12"),
                assertInstanceOf(Written.class, decisions.getLast())
                        .intent()
                        .metadata()
                        .resourceVersion());
    }

    @Test
    void aNewObjectGetsAVersionAndItsFirstGeneration() {
        Intent east = member("east", "prod");

        IntentDecision decision = put(east);

        assertEquals(
                new Written(
                        Intent.of(
                                east.metadata().at("11", 1).created(Optional.of("2026-01-31T12:00:00Z")), east.spec()),
                        true),
                decision);
    }

    @Test
    void anObjectKeepsTheTimeOfItsCreationWhateverIsSaidOfIt() {
        var _ = put(member("east", "prod"));
        time = time.plusSeconds(100);
        Intent later = member("east", "test");

        var _ = put(Intent.of(later.metadata().created(Optional.of("2020-01-01T00:00:00Z")), later.spec()));
        assertEquals(
                Optional.of("2026-01-31T12:00:00Z"),
                now.get("Member/east").metadata().creationTimestamp());

        now.put("Member/old", member("old", "prod"));
        var _ = put(member("old", "test"));
        assertEquals(Optional.empty(), now.get("Member/old").metadata().creationTimestamp());
    }

    @Test
    void theSameAgainChangesNothing() {
        var _ = put(member("east", "prod"));

        assertEquals(new Unchanged(now.get("Member/east")), put(member("east", "prod")));
        assertEquals(new Unchanged(now.get("Member/east")), put(with(member("east", "prod"), "11")));
    }

    @Test
    void aGenerationIsOfTheSpecAndAVersionOfAll() {
        var _ = put(member("east", "prod"));

        var _ = put(member("east", "test"));
        assertEquals(Optional.of(1L), now.get("Member/east").metadata().generation());
        assertEquals(Optional.of("12"), now.get("Member/east").metadata().resourceVersion());

        MemberSpec moved = new MemberSpec(
                Optional.empty(),
                Optional.of("https://10.0.0.2"),
                Placement.HUB,
                MemberSpec.Mode.JOIN,
                Optional.empty(),
                Optional.empty());
        assertInstanceOf(Written.class, put(intent("east", Map.of("tier", "test"), moved)));
        assertEquals(Optional.of(2L), now.get("Member/east").metadata().generation());
    }

    @Test
    void ofTwoWhoSawTheSameStateTheSecondIsRefused() {
        var _ = put(member("east", "prod"));

        assertInstanceOf(Written.class, put(with(member("east", "test"), "11")));
        assertEquals(
                List.of(
                        "Member/east: metadata.resourceVersion: expected 12, for it was changed meanwhile: read it again,"
                                + " found 11"),
                refusal(Reason.CONFLICT, put(with(member("east", "stage"), "11"))));
        assertEquals(
                List.of(
                        "Member/west: metadata.resourceVersion: expected none, for there is no such object now, found 11"),
                refusal(Reason.CONFLICT, put(with(member("west", "stage"), "11"))));
    }

    @Test
    void whatIsThereIsNotCreated() {
        assertInstanceOf(Written.class, decide(new IntentChange.Create(member("east", "prod"))));

        assertEquals(
                List.of("Member/east: metadata.name: expected a name that is not taken, found there already"),
                refusal(Reason.CONFLICT, decide(new IntentChange.Create(member("east", "prod")))));
    }

    @Test
    void anObjectIsDeletedAtTheVersionNamed() {
        var _ = put(member("east", "prod"));
        Intent east = now.get("Member/east");

        assertEquals(
                List.of(
                        "Member/east: metadata.resourceVersion: expected 11, for it was changed meanwhile: read it again,"
                                + " found 9"),
                refusal(Reason.CONFLICT, decide(new IntentChange.Delete(Kind.MEMBER, "east", Optional.of("9")))));
        assertEquals(new Deleted(east), decide(new IntentChange.Delete(Kind.MEMBER, "east", Optional.of("11"))));
        assertEquals(
                List.of("Member/east: metadata.name: expected an object that there is, found nothing"),
                refusal(Reason.NOT_FOUND, decide(new IntentChange.Delete(Kind.MEMBER, "east", Optional.empty()))));
    }

    @Test
    void bothProfilesAreNamedWholeHoweverLongTheirNamesAre() {
        String one = "a".repeat(63);
        String other = "b".repeat(63);
        var _ = put(intent(one, Map.of(), profile(tier("prod"))));
        var _ = put(member("east", "prod"));

        List<String> problems = refusal(Reason.INVALID, put(intent(other, Map.of(), profile(EVERYBODY))));

        assertEquals(1, problems.size());
        assertTrue(
                problems.getFirst().contains("NetworkProfile/" + one + " and NetworkProfile/" + other + " selects"),
                problems.getFirst());
    }

    @Test
    void aMemberOfTwoProfilesIsRefusedNamingBothWhoeverComesLast() {
        String problem = "Member/east: metadata.labels: expected labels that the memberSelector of one of"
                + " NetworkProfile/blue and NetworkProfile/green selects, or of none, found labels that 2 profiles select";
        var _ = put(intent("blue", Map.of(), profile(tier("prod"))));
        var _ = put(intent(
                "green",
                Map.of(),
                profile(new LabelSelector(Map.of(), List.of(new Requirement("shop", Operator.EXISTS, List.of()))))));

        assertEquals(
                List.of(problem),
                refusal(
                        Reason.INVALID,
                        put(intent(
                                "east",
                                Map.of("tier", "prod", "shop", ""),
                                member("east", "prod").spec()))));
        assertInstanceOf(Written.class, put(member("east", "prod")));
        assertEquals(List.of(problem), refusal(Reason.INVALID, put(intent("green", Map.of(), profile(EVERYBODY)))));
    }

    private static Intent reached(String name, String kubeconfig, Optional<String> context) {
        return intent(
                name,
                Map.of(),
                new MemberSpec(
                        Optional.of(new MemberSpec.KubeconfigRef(kubeconfig, context)),
                        Optional.empty(),
                        Placement.HUB,
                        MemberSpec.Mode.JOIN,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void aClusterIsOneMemberAndWhoComesLaterIsNotToldWhose() {
        var _ = put(reached("red-east", "east", Optional.empty()));

        assertEquals(
                List.of(
                        "Member/a-east: spec.kubeconfig: expected a kubeconfig, or a context of one, that no other Member"
                                + " refers to, found east"),
                refusal(Reason.INVALID, put(reached("a-east", "east", Optional.empty()))));
        assertInstanceOf(Written.class, put(reached("a-east", "east", Optional.of("other"))));
        assertInstanceOf(Deleted.class, decide(new IntentChange.Delete(Kind.MEMBER, "red-east", Optional.empty())));
        assertInstanceOf(Written.class, put(reached("east-again", "east", Optional.empty())));
    }

    /** Which it uses without naming it. */
    @Test
    void theKubeconfigOfItsNameIsThatOfAMemberWithAnAddress() {
        var _ = put(reached("east", "prod-east", Optional.empty()));

        assertEquals(
                List.of("Member/prod-east: metadata.name: expected beside spec.address the name of a kubeconfig that no"
                        + " other Member refers to, found prod-east"),
                refusal(Reason.INVALID, put(member("prod-east", "prod"))));
        assertInstanceOf(Written.class, put(member("west", "prod")));
        assertEquals(
                List.of("Member/east: spec.kubeconfig: expected a kubeconfig, or a context of one, that no other Member"
                        + " refers to, found west"),
                refusal(Reason.INVALID, put(reached("east", "west", Optional.empty()))));
    }

    @Test
    void whatWasWrongBeforeKeepsNobodyFromChangingSomethingElse() {
        now.put("NetworkProfile/blue", intent("blue", Map.of(), profile(EVERYBODY)));
        now.put("NetworkProfile/green", intent("green", Map.of(), profile(EVERYBODY)));
        now.put("Member/east", member("east", "prod"));

        assertInstanceOf(Written.class, put(intent("calm", Map.of(), strategy(Optional.empty(), List.of()))));
        assertInstanceOf(
                Deleted.class, decide(new IntentChange.Delete(Kind.NETWORK_PROFILE, "blue", Optional.empty())));
    }

    @Test
    void aStrategyThatAProfileGoesByMustBeThereAndStays() {
        NetworkProfileSpec careful = new NetworkProfileSpec(
                EVERYBODY,
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                Optional.empty(),
                60,
                Optional.of("careful"));
        String problem =
                "NetworkProfile/blue: spec.rolloutStrategy: expected the name of a RolloutStrategy that there is,"
                        + " found careful";

        assertEquals(List.of(problem), refusal(Reason.INVALID, put(intent("blue", Map.of(), careful))));
        var _ = put(intent("careful", Map.of(), strategy(Optional.empty(), List.of())));
        assertInstanceOf(Written.class, put(intent("blue", Map.of(), careful)));
        assertEquals(
                List.of(problem),
                refusal(
                        Reason.INVALID,
                        decide(new IntentChange.Delete(Kind.ROLLOUT_STRATEGY, "careful", Optional.empty()))));
    }

    @Test
    void aMemberHasOneWayToItsApi() {
        Optional<MemberSpec.KubeconfigRef> kubeconfig =
                Optional.of(new MemberSpec.KubeconfigRef("east", Optional.empty()));
        MemberSpec none = new MemberSpec(
                Optional.empty(),
                Optional.empty(),
                Placement.HUB,
                MemberSpec.Mode.JOIN,
                Optional.empty(),
                Optional.empty());
        MemberSpec both = new MemberSpec(
                kubeconfig,
                Optional.of("https://10.0.0.1"),
                Placement.HUB,
                MemberSpec.Mode.JOIN,
                Optional.empty(),
                Optional.empty());

        assertEquals(
                List.of("Member/east: spec: expected exactly one of kubeconfig and address, found 0 of them"),
                refusal(Reason.INVALID, put(intent("east", Map.of(), none))));
        assertEquals(
                List.of("Member/east: spec: expected exactly one of kubeconfig and address, found 2 of them"),
                refusal(Reason.INVALID, put(intent("east", Map.of(), both))));
    }

    @Test
    void aProfileMakesSenseByItselfOrAllThatDoesNotIsSaid() {
        LabelSelector odd = new LabelSelector(
                Map.of(),
                List.of(
                        new Requirement("a", Operator.IN, List.of()),
                        new Requirement("a", Operator.EXISTS, List.of("x")),
                        new Requirement("a", Operator.NOT_IN, List.of("x"))));
        Segment web = new Segment(
                "web", EVERYBODY, List.of(new Sight("web", Optional.empty()), new Sight("db", Optional.empty())));
        NetworkProfileSpec spec = new NetworkProfileSpec(
                odd,
                Optional.of(new CiliumSettings(
                        Optional.of(300), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())),
                Optional.empty(),
                true,
                List.of(web, new Segment("web", EVERYBODY, List.of())),
                Optional.of(new ExportGuard(List.of(new ExportRule(odd, Optional.empty())), true)),
                60,
                Optional.empty());

        assertEquals(
                List.of(
                        "NetworkProfile/blue: spec.memberSelector.matchExpressions[0].values: expected at least one value, found []",
                        "NetworkProfile/blue: spec.memberSelector.matchExpressions[1].values: expected no values, for the operator"
                                + " does not compare any, found [x]",
                        "NetworkProfile/blue: spec.cilium.maxConnectedClusters: expected 255 or 511, found 300",
                        "NetworkProfile/blue: spec.segments: expected each name once, found web twice",
                        "NetworkProfile/blue: spec.segments[0].sees[1].segment: expected the name of a segment: web, found db",
                        "NetworkProfile/blue: spec.exportGuard.rules[0].memberSelector.matchExpressions[0].values: expected at least"
                                + " one value, found []",
                        "NetworkProfile/blue: spec.exportGuard.rules[0].memberSelector.matchExpressions[1].values: expected no"
                                + " values, for the operator does not compare any, found [x]"),
                refusal(Reason.INVALID, put(intent("blue", Map.of(), spec))));
    }

    @Test
    void aStrategyMakesSenseByItselfOrAllThatDoesNotIsSaid() {
        assertInstanceOf(
                Written.class,
                put(intent(
                        "good",
                        Map.of(),
                        strategy(
                                Optional.of(wave("first", Optional.empty(), Optional.of(1))),
                                List.of(wave("rest", Optional.of(EVERYBODY), Optional.empty())),
                                "first"))));
        assertEquals(
                List.of(
                        "RolloutStrategy/bad: spec.canary: expected exactly one of memberSelector, count and percent, found 0 of them",
                        "RolloutStrategy/bad: spec.waves[0]: expected exactly one of memberSelector, count and percent, found 2 of them",
                        "RolloutStrategy/bad: spec.waves: expected each name once, found first twice",
                        "RolloutStrategy/bad: spec.pausePoints[0]: expected the name of a wave: first, found last"),
                refusal(
                        Reason.INVALID,
                        put(intent(
                                "bad",
                                Map.of(),
                                strategy(
                                        Optional.of(wave("first", Optional.empty(), Optional.empty())),
                                        List.of(wave("first", Optional.of(EVERYBODY), Optional.of(1))),
                                        "last")))));
        assertEquals(
                List.of("RolloutStrategy/bad: spec.pausePoints[0]: expected nothing, for there is no wave, found last"),
                refusal(Reason.INVALID, put(intent("bad", Map.of(), strategy(Optional.empty(), List.of(), "last")))));
    }
}
