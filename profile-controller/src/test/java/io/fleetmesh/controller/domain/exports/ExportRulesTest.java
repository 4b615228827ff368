package io.fleetmesh.controller.domain.exports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.ExportHold;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.SampleProfiles;
import io.fleetmesh.controller.domain.exports.ExportRequest.Decision;
import io.fleetmesh.controller.domain.exports.ExportTable.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Members east, north and west of profile blue, and their export of shop/cart. */
class ExportRulesTest {
    private static final ExportName CART = new ExportName("blue", "shop", "cart");
    private static final Set<String> MEMBERS = Set.of("east", "north", "west");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static GlobalService cart(List<String> exporters, GlobalService.Held... held) {
        return new GlobalService(
                "shop",
                "cart",
                exporters.stream()
                        .map(member -> new GlobalService.Exporter(member, false, List.of(), 1))
                        .toList(),
                List.of(),
                Optional.empty(),
                List.of(held));
    }

    private static GlobalService.Held held(String member, int second) {
        return new GlobalService.Held(member, Optional.of(NOW.plusSeconds(second)));
    }

    private static ExportApproval approval(List<String> may, List<String> revoked, Optional<Instant> since) {
        return new ExportApproval("blue", "shop", "cart", may, revoked, since);
    }

    private static ExportApproval approval(String... may) {
        return approval(List.of(may), List.of(), Optional.empty());
    }

    private static Optional<ExportApproval> next(Optional<ExportApproval> standing, Optional<GlobalService> service) {
        return ExportRules.next(CART, standing, service, MEMBERS, NOW);
    }

    @Test
    void whoeverExportsWhenExportsBeginToBeHeldMay() {
        assertEquals(
                Optional.of(approval("east", "west")),
                ExportRules.begin(CART, Optional.of(cart(List.of("east", "other", "west"))), MEMBERS));
        assertEquals(Optional.empty(), ExportRules.begin(CART, Optional.of(cart(List.of("other"))), MEMBERS));
    }

    @Test
    void theOldestOfThoseWhoAskForANameOfNobodyMayAndTheOthersWait() {
        Optional<GlobalService> asked = Optional.of(
                cart(List.of(), new GlobalService.Held("a", Optional.empty()), held("north", 2), held("west", 1)));

        assertEquals(Optional.of(approval("west")), next(Optional.empty(), asked));
        assertEquals(Optional.of(approval("west")), next(Optional.of(approval("west")), asked));
        assertEquals(
                Optional.of(approval("north")),
                next(Optional.empty(), Optional.of(cart(List.of(), held("west", 1), held("north", 1)))));
    }

    @Test
    void anotherProfilesMembersDoNotMatter() {
        assertEquals(
                Optional.of(approval("west")),
                next(Optional.empty(), Optional.of(cart(List.of("other"), held("west", 1)))));
        assertEquals(Optional.empty(), next(Optional.empty(), Optional.of(cart(List.of("other")))));
    }

    @Test
    void whoMayIsRememberedForAWhileAfterNobodyExportsTheName() {
        Instant since = NOW.minus(ExportRules.REMEMBERED).plusSeconds(1);

        assertEquals(
                Optional.of(approval(List.of("east"), List.of(), Optional.of(NOW))),
                next(Optional.of(approval("east")), Optional.empty()));
        assertEquals(
                Optional.of(approval(List.of("east"), List.of(), Optional.of(since))),
                next(Optional.of(approval(List.of("east"), List.of(), Optional.of(since))), Optional.empty()));
        assertEquals(
                Optional.empty(),
                next(
                        Optional.of(approval(List.of("east"), List.of(), Optional.of(since.minusSeconds(1)))),
                        Optional.empty()));
        assertEquals(
                Optional.of(approval("east")),
                next(
                        Optional.of(approval(List.of("east"), List.of(), Optional.of(since))),
                        Optional.of(cart(List.of(), held("west", 1)))),
                "a name that comes back is whose it was");
    }

    @Test
    void ofWhoHasLeftNothingIsRemembered() {
        assertEquals(
                Optional.of(approval("west")),
                next(
                        Optional.of(approval(List.of("gone"), List.of("gone2"), Optional.empty())),
                        Optional.of(cart(List.of(), held("west", 1)))));
    }

    @Test
    void onceAnApprovalWasTakenBackOnlyPeopleDecide() {
        ExportApproval taken = approval(List.of(), List.of("east"), Optional.empty());

        assertEquals(
                Optional.of(taken),
                next(Optional.of(taken), Optional.of(cart(List.of(), held("east", 1), held("west", 2)))));
    }

    @Test
    void aTableTellsTheDifferenceOnceAndLooksAtWhatHasChanged() {
        ExportTable table = new ExportTable();
        History<GlobalService> services = History.begin(Map.of("shop/cart", cart(List.of("east"))), 1);
        List<Change> begin = table.begin("blue", MEMBERS, services.now());
        assertEquals(List.of(new Change.Put(approval("east"))), begin);
        table.add(approval("east"));
        table.add(new ExportHold("blue"));
        assertEquals(List.of(), table.begin("blue", MEMBERS, services.now()));
        assertEquals(List.of(), table.next("blue", MEMBERS, services, NOW));

        History<GlobalService> later = services.after(Map.of("shop/cart", Optional.empty()));
        ExportApproval idle = approval(List.of("east"), List.of(), Optional.of(NOW));
        assertEquals(List.of(new Change.Put(idle)), table.next("blue", MEMBERS, later, NOW));
        table.add(idle);
        assertEquals(List.of(), table.next("blue", MEMBERS, later, NOW));
        assertEquals(
                List.of(new Change.Remove(CART)), table.next("blue", MEMBERS, later, NOW.plus(ExportRules.REMEMBERED)));
        table.remove(CART);
        assertEquals(Optional.empty(), table.approval(CART));

        table.add(approval("east"));
        assertEquals(Set.of("blue"), table.profiles());
        assertEquals(List.of("blue", "blue/shop/cart"), table.end("blue"));
        assertEquals(Set.of(), table.profiles());
    }

    @Test
    void whoComesIntoTheProfileIsLookedAtThoughNoServiceHasChanged() {
        ExportTable table = new ExportTable();
        table.add(new ExportHold("blue"));
        History<GlobalService> services = History.begin(Map.of("shop/cart", cart(List.of(), held("late", 1))), 1);
        assertEquals(List.of(), table.next("blue", MEMBERS, services, NOW));

        assertEquals(
                List.of(new Change.Put(approval("late"))),
                table.next("blue", Set.of("late"), services, NOW.plus(Duration.ofSeconds(1))));
        assertEquals(Map.of("late", List.of("shop/cart")), ExportTable.waiting(Set.of("late", "x"), services.now()));
    }

    private static Decision ask(
            String member,
            boolean approves,
            boolean holding,
            Optional<ExportApproval> standing,
            Optional<GlobalService> service) {
        AppliedProfile blue = new AppliedProfile(
                "blue",
                "p",
                SampleProfiles.PLAIN,
                Map.of(),
                Stream.of("east", "west")
                        .map(id -> new Member(id, "blue", id, 1))
                        .toList());
        return new ExportRequest(CART, member, approves).decide(Optional.of(blue), holding, standing, service);
    }

    private static String refusal(Decision decision, Reason reason) {
        Decision.Refused refused = assertInstanceOf(Decision.Refused.class, decision);
        assertEquals(reason, refused.reason());
        return refused.problem().text();
    }

    @Test
    void somebodyApprovesAndTakesBack() {
        Optional<GlobalService> asked = Optional.of(cart(List.of("east"), held("west", 1)));

        assertEquals(
                new Decision.Done(approval("east", "west")),
                ask("west", true, true, Optional.of(approval("east")), asked));
        assertEquals(
                new Decision.Done(approval(List.of("west"), List.of("east"), Optional.empty())),
                ask("east", false, true, Optional.of(approval("east", "west")), asked));
        assertEquals(
                new Decision.Done(approval("east")),
                ask("east", true, true, Optional.of(approval(List.of(), List.of("east"), Optional.empty())), asked));
    }

    @Test
    void whatMakesNoSenseIsRefusedWithWhatWouldMakeSense() {
        Optional<GlobalService> asked = Optional.of(cart(List.of("east")));

        assertEquals(
                "NetworkProfile/blue: profile: expected a profile that a plan was applied of, found blue",
                refusal(
                        new ExportRequest(CART, "east", true).decide(Optional.empty(), true, Optional.empty(), asked),
                        Reason.NOT_FOUND));
        assertEquals(
                "NetworkProfile/blue: spec.exportGuard.holdFirstExport: expected true, in a plan that was applied: nothing"
                        + " waits for approval otherwise, found not in force",
                refusal(ask("east", true, false, Optional.empty(), asked), Reason.CONFLICT));
        assertEquals(
                "NetworkProfile/blue: member: expected a member of the profile, found north",
                refusal(ask("north", true, true, Optional.empty(), asked), Reason.NOT_FOUND));
        assertEquals(
                "NetworkProfile/blue: export: expected a name that a member of the profile exports, or waits to export,"
                        + " found shop/cart",
                refusal(ask("east", true, true, Optional.empty(), Optional.of(cart(List.of("x")))), Reason.NOT_FOUND));
        assertEquals(
                "NetworkProfile/blue: export: expected one of those that may: west, found shop/cart, which east may not"
                        + " export",
                refusal(ask("east", false, true, Optional.of(approval("west")), asked), Reason.NOT_FOUND));
        assertEquals(
                "NetworkProfile/blue: export: expected one of those that may: there is none, found shop/cart, which east"
                        + " may not export",
                refusal(ask("east", false, true, Optional.empty(), asked), Reason.NOT_FOUND));
    }
}
