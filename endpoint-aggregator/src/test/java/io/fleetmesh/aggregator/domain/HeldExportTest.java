package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.CART;
import static io.fleetmesh.aggregator.domain.Facts.EAST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.ExportHold;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a member gives of a name that it may not export, or may no more. */
class HeldExportTest {
    private static final MemberFact[] CART_FACTS = {
        Facts.namespace("shop"),
        Facts.config(true, false),
        Facts.service("cart", Facts.GLOBAL),
        Facts.slice("cart-1", "cart", "10.3.1.10"),
        Facts.export("cart")
    };
    private static final List<String> OF_CART = List.of(
            "endpointslice/shop/cart-1", "wholeslice/shop/cart-1", "service/shop/cart", "serviceexport/shop/cart");

    private final Approvals approvals = new Approvals();
    private final ExportStep step = new ExportStep(EAST, ExportSettings.DEFAULTS, name -> approvals.isHeld(EAST, name));
    private final Held held = new Held();

    private void give(MemberFact... facts) {
        Stream.concat(Arrays.stream(facts), Facts.complete(1).stream()).forEach(fact -> Facts.apply(step, fact));
        write(step.plan(held, true));
    }

    private List<String> say(FleetRecord record) {
        return changed(approvals.apply(record.key(), Optional.of(record)));
    }

    private List<String> changed(Optional<Approvals.Change> change) {
        return change.map(what -> write(step.planFor(step.approvalChanged(what.name()), held, true)))
                .orElse(List.of());
    }

    private List<String> write(List<Operation> operations) {
        operations.forEach(held::apply);
        assertEquals(List.of(), step.plan(held, true), "all that follows is written");
        return operations.stream().map(Operation::key).toList();
    }

    private static ExportApproval approval(String... members) {
        return new ExportApproval("blue", "shop", "cart", List.of(members), List.of(), Optional.empty());
    }

    private Set<String> given() {
        Set<String> keys = new TreeSet<>(held.records().keySet());
        keys.removeIf(key -> !key.contains("cart"));
        return keys;
    }

    @Test
    void aNameThatIsHeldIsToldAndNothingElseOfIt() {
        var _ = say(new ExportHold("blue"));

        give(CART_FACTS);

        assertEquals(Set.of("heldexport/shop/cart"), given());
        assertEquals(
                Optional.of(new HeldExportRecord(
                        "shop", "cart", Optional.of(Facts.export("cart").created()))),
                held.get("heldexport/shop/cart"));
        assertEquals(ExportVerdict.HELD, step.desired(CART).verdict());
    }

    @Test
    void anApprovalShowsItBeforeItStopsToWaitAndItsEndTellsThatItWaitsBeforeItGoes() {
        var _ = say(new ExportHold("blue"));
        give(CART_FACTS);
        assertEquals(List.of(), say(approval("another")));

        List<String> shown = say(approval(EAST.id()));
        assertEquals(OF_CART, shown.subList(0, 4));
        assertEquals(List.of("heldexport/shop/cart"), shown.subList(4, 5));

        List<String> hidden = say(approval());
        assertEquals("heldexport/shop/cart", hidden.getFirst());
        assertEquals(new TreeSet<>(OF_CART), new TreeSet<>(hidden.subList(1, hidden.size())));
    }

    @Test
    void whatWasApprovedBeforeExportsAreHeldNeverLeaves() {
        give(CART_FACTS);
        Set<String> before = given();

        assertEquals(List.of(), say(approval(EAST.id())));
        assertEquals(List.of(), say(new ExportHold("blue")));
        assertEquals(before, given());

        assertEquals(List.of(), changed(approvals.apply("blue", Optional.empty())));
        assertEquals(List.of(), changed(approvals.apply(approval().key(), Optional.empty())));
        assertEquals(before, given());
    }

    @Test
    void aServiceExportWaitsAsAServiceDoesAndWhatNobodyAsksForDoesNot() {
        var _ = say(new ExportHold("blue"));

        give(Facts.namespace("shop"), Facts.config(true, false), Facts.service("cart", Map.of()));
        assertEquals(Set.of(), given());
        Affected exported = Facts.apply(step, Facts.export("cart"));
        assertEquals(List.of("heldexport/shop/cart"), write(step.planFor(exported, held, true)));
        Affected gone = step.apply("service/shop/cart", Optional.empty());
        assertEquals(List.of("heldexport/shop/cart"), write(step.planFor(gone, held, true)));
    }

    @Test
    void beforeTheFactsAreCompleteNothingGoesBecauseItIsHeld() {
        give(CART_FACTS);
        Set<String> before = given();
        ExportStep fresh = new ExportStep(EAST, ExportSettings.DEFAULTS, _ -> true);
        Arrays.stream(CART_FACTS).forEach(fact -> Facts.apply(fresh, fact));

        fresh.plan(held, true).forEach(held::apply);

        assertTrue(given().containsAll(before));
    }

    @Test
    void othersProfilesAndRecordsAreOfNoConcern() {
        var _ = say(new ExportHold("green"));
        assertFalse(approvals.isHeld(EAST, CART));
        assertEquals(Optional.empty(), approvals.apply("x", Optional.of(new Member("x", "blue", "x", 4))));
        assertEquals(Optional.empty(), approvals.apply("blue", Optional.empty()));
        assertTrue(approvals.isHeld(new Member("g", "green", "g", 5), CART));
    }
}
