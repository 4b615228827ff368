package io.fleetmesh.controller.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.resource.NetworkProfileSpec.Approval;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalRulesTest {
    @Test
    void aSecondPersonIsNeededWhereTheProfileSaysSo() {
        assertEquals(0, ApprovalRules.needed(Optional.empty()));
        assertEquals(0, ApprovalRules.needed(Optional.of(Approval.NONE)));
        assertEquals(1, ApprovalRules.needed(Optional.of(Approval.SECOND_PERSON)));
    }

    @Test
    void whoMadeThePlanCannotApproveItAndNobodyTwice() {
        assertEquals(Optional.empty(), ApprovalRules.approval("alice", Set.of(), "bob"));
        assertTrue(ApprovalRules.approval("alice", Set.of(), "alice").isPresent());
        assertTrue(ApprovalRules.approval("alice", Set.of("bob"), "bob").isPresent());
    }

    @Test
    void itIsAppliedOnlyWithTheConsentOfAThird() {
        assertEquals(Optional.empty(), ApprovalRules.application(1, "alice", Set.of("bob"), "alice"));
        assertEquals(Optional.empty(), ApprovalRules.application(1, "alice", Set.of("bob"), "carol"));
        assertTrue(ApprovalRules.application(1, "alice", Set.of("bob"), "bob").isPresent());
        assertTrue(ApprovalRules.application(1, "alice", Set.of("alice"), "bob").isPresent());
        assertTrue(ApprovalRules.application(1, "alice", Set.of(), "alice").isPresent());
        assertEquals(Optional.empty(), ApprovalRules.application(0, "alice", Set.of(), "alice"));
    }
}
