package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.controller.domain.IntentDecision.Deleted;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Written;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What members must be, alone and beside each other. */
class MemberRulesTest extends Declaring {
    private static Intent reached(String name, String kubeconfig, Optional<String> context) {
        return intent(
                name,
                Map.of(),
                SampleMembers.of(Optional.of(new MemberSpec.KubeconfigRef(kubeconfig, context)), Optional.empty()));
    }

    @Test
    void aMemberHasOneWayToItsApi() {
        Optional<MemberSpec.KubeconfigRef> kubeconfig =
                Optional.of(new MemberSpec.KubeconfigRef("east", Optional.empty()));
        MemberSpec none = SampleMembers.of(Optional.empty(), Optional.empty());
        MemberSpec both = SampleMembers.of(kubeconfig, Optional.of("https://10.0.0.1"));

        assertEquals(
                List.of("Member/east: spec: expected exactly one of kubeconfig and address, found 0 of them"),
                refusal(Reason.INVALID, put(intent("east", Map.of(), none))));
        assertEquals(
                List.of("Member/east: spec: expected exactly one of kubeconfig and address, found 2 of them"),
                refusal(Reason.INVALID, put(intent("east", Map.of(), both))));
    }

    @Test
    void aMemberOfTwoProfilesIsRefusedNamingBothWhoeverComesLast() {
        String problem = "Member/east: metadata.labels: expected labels that the memberSelector of one of"
                + " NetworkProfile/blue and NetworkProfile/green selects, or of none, found labels that 2 profiles select";
        var _ = put(intent("blue", Map.of(), SampleProfiles.of(tier("prod"))));
        var _ = put(intent(
                "green",
                Map.of(),
                SampleProfiles.of(
                        new LabelSelector(Map.of(), List.of(new Requirement("shop", Operator.EXISTS, List.of()))))));

        assertEquals(
                List.of(problem),
                refusal(
                        Reason.INVALID,
                        put(intent(
                                "east",
                                Map.of("tier", "prod", "shop", ""),
                                member("east", "prod").spec()))));
        assertInstanceOf(Written.class, put(member("east", "prod")));
        assertEquals(
                List.of(problem),
                refusal(Reason.INVALID, put(intent("green", Map.of(), SampleProfiles.of(EVERYBODY)))));
    }

    @Test
    void bothProfilesAreNamedWholeHoweverLongTheirNamesAre() {
        String one = "a".repeat(63);
        String other = "b".repeat(63);
        var _ = put(intent(one, Map.of(), SampleProfiles.of(tier("prod"))));
        var _ = put(member("east", "prod"));

        List<String> problems = refusal(Reason.INVALID, put(intent(other, Map.of(), SampleProfiles.of(EVERYBODY))));

        assertEquals(1, problems.size());
        assertTrue(
                problems.getFirst().contains("NetworkProfile/" + one + " and NetworkProfile/" + other + " selects"),
                problems.getFirst());
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
}
