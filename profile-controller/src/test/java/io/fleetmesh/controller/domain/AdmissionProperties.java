package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of admission over small worlds, in which names and IDs collide often. */
class AdmissionProperties {
    private static final ProfileSettings BLUE = new ProfileSettings("blue", 255);

    @Provide
    Arbitrary<List<DeclaredMember>> declarations() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c", "d", "Bad"),
                        Arbitraries.of("n1", "n2", "n3", "n4", "default"),
                        Arbitraries.integers().between(0, 5))
                .as(DeclaredMember::new)
                .list()
                .ofMaxSize(8);
    }

    private static AdmissionResult decide(List<DeclaredMember> declarations, List<Member> admitted) {
        return AdmissionRules.decide(declarations, Set.of(), admitted, BLUE);
    }

    @Property
    void noTwoMembersEverShareAnIdOrANameAndNobodyIsLost(
            @ForAll("declarations") List<DeclaredMember> first, @ForAll("declarations") List<DeclaredMember> second) {
        List<Member> before = decide(first, List.of()).members();

        List<Member> after = decide(second, before).members();

        assertTrue(after.containsAll(before));
        assertEquals(after.size(), after.stream().map(Member::id).distinct().count());
        assertEquals(
                after.size(), after.stream().map(Member::clusterName).distinct().count());
        assertEquals(
                after.size(), after.stream().map(Member::clusterId).distinct().count());
    }

    @Property
    void everyDeclarationHasAnOutcomeAndEveryMemberItsReason(
            @ForAll("declarations") List<DeclaredMember> first, @ForAll("declarations") List<DeclaredMember> second) {
        List<Member> before = decide(first, List.of()).members();

        AdmissionResult result = decide(second, before);

        assertEquals(
                second.stream().map(DeclaredMember::id).toList(),
                result.outcomes().stream()
                        .limit(second.size())
                        .map(Admission::id)
                        .toList());
        Set<String> accounted =
                result.outcomes().stream().map(Admission::id).collect(Collectors.toCollection(HashSet::new));
        assertTrue(
                accounted.containsAll(result.members().stream().map(Member::id).toList()));
    }

    @Property
    void decidingAgainChangesNothing(@ForAll("declarations") List<DeclaredMember> declarations) {
        List<Member> once = decide(declarations, List.of()).members();

        assertEquals(once, decide(declarations, once).members());
    }

    @Property
    void admittedMembersStandInWhateverOrderAllAreDeclared(
            @ForAll("declarations") List<DeclaredMember> declarations, @ForAll Random random) {
        List<Member> admitted = decide(declarations, List.of()).members();
        List<DeclaredMember> own = admitted.stream()
                .map(member -> new DeclaredMember(member.id(), member.clusterName(), member.clusterId()))
                .toList();
        List<DeclaredMember> shuffled = new ArrayList<>(own);
        Collections.shuffle(shuffled, random);

        AdmissionResult result = decide(shuffled, admitted);

        assertEquals(admitted, result.members());
        assertTrue(result.outcomes().stream().allMatch(Admission.Admitted.class::isInstance));
    }
}
