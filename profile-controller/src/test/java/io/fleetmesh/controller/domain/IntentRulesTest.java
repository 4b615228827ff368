package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.controller.domain.IntentDecision.Deleted;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Unchanged;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds of objects of each kind. */
class IntentRulesTest extends Declaring {
    @Test
    void severalAreJudgedByWhatTheyComeToTogether() {
        Intent calm = intent("calm", Map.of(), strategy(Optional.empty(), List.of()));
        Intent shop = intent("shop", Map.of(), SampleProfiles.goingBy(SampleProfiles.of(tier("shop")), "calm"));

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

        MemberSpec moved = SampleMembers.at("https://10.0.0.2");
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
    void whatWasWrongBeforeKeepsNobodyFromChangingSomethingElse() {
        now.put("NetworkProfile/blue", intent("blue", Map.of(), SampleProfiles.of(EVERYBODY)));
        now.put("NetworkProfile/green", intent("green", Map.of(), SampleProfiles.of(EVERYBODY)));
        now.put("Member/east", member("east", "prod"));

        assertInstanceOf(Written.class, put(intent("calm", Map.of(), strategy(Optional.empty(), List.of()))));
        assertInstanceOf(
                Deleted.class, decide(new IntentChange.Delete(Kind.NETWORK_PROFILE, "blue", Optional.empty())));
    }
}
