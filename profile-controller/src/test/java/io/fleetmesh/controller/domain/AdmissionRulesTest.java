package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.Admission.Admitted;
import io.fleetmesh.controller.domain.Admission.Refused;
import io.fleetmesh.controller.domain.Admission.Removed;
import io.fleetmesh.controller.domain.Admission.Undeclared;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionRulesTest {
    private static final ProfileSettings BLUE = new ProfileSettings("blue", 255);
    private static final Member EAST = new Member("m-east", "blue", "east", 1);

    private static DeclaredMember declared(String id, String name, int clusterId) {
        return new DeclaredMember(id, name, clusterId);
    }

    private static AdmissionResult decide(List<Member> admitted, DeclaredMember... declarations) {
        return AdmissionRules.decide(Arrays.asList(declarations), Set.of(), admitted, BLUE);
    }

    private static String refusal(AdmissionResult result, int index) {
        return result.outcomes().get(index) instanceof Refused refused ? refused.reason() : "not refused";
    }

    @Test
    void newMembersAreAdmittedToTheProfile() {
        AdmissionResult result = decide(List.of(), declared("m-west", "west", 2), declared("m-east", "east", 1));

        Member west = new Member("m-west", "blue", "west", 2);
        assertEquals(List.of(new Admitted(west), new Admitted(EAST)), result.outcomes());
        assertEquals(List.of(EAST, west), result.members());
    }

    @Test
    void aMemberThatIsRemovedLeavesAndMakesRoomThoughItIsDeclared() {
        Member west = new Member("m-west", "blue", "west", 2);

        AdmissionResult result = AdmissionRules.decide(
                List.of(declared("m-east", "east", 1), declared("m-new", "new", 1)),
                Set.of("m-east", "m-unheard-of"),
                List.of(EAST, west),
                BLUE);

        Member fresh = new Member("m-new", "blue", "new", 1);
        assertEquals(List.of(fresh, west), result.members());
        assertEquals(List.of("m-east"), result.removed());
        assertEquals(
                "member 'm-east' is declared and removed; to join it again, remove it no more", refusal(result, 0));
        assertEquals(
                List.of(new Admitted(fresh), new Removed(EAST), new Undeclared(west)),
                result.outcomes().subList(1, 4));
    }

    @Test
    void collidingNamesAreRefusedNamingBothAndHinderNobodyElse() {
        AdmissionResult result =
                decide(List.of(), declared("m-1", "prod", 1), declared("m-2", "prod", 2), declared("m-3", "test", 3));

        assertEquals(
                "cluster name 'prod' of member 'm-2' is taken by member 'm-1' (cluster name 'prod', cluster ID 1)",
                refusal(result, 1));
        assertEquals(
                List.of("m-1", "m-3"), result.members().stream().map(Member::id).toList());
    }

    @Test
    void collidingClusterIdsAreRefusedNamingBoth() {
        AdmissionResult result = decide(List.of(), declared("m-1", "a", 7), declared("m-2", "b", 7));

        assertEquals(
                "cluster ID 7 of member 'm-2' is taken by member 'm-1' (cluster name 'a', cluster ID 7)",
                refusal(result, 1));
    }

    @Test
    void admittedMemberKeepsItsPlaceAgainstOneDeclaredBefore() {
        AdmissionResult result = decide(List.of(EAST), declared("a-new", "east", 9), declared("m-east", "east", 1));

        assertTrue(refusal(result, 0).contains("taken by member 'm-east'"));
        assertEquals(new Admitted(EAST), result.outcomes().get(1));
    }

    @Test
    void undeclaredMemberStaysAndKeepsItsName() {
        AdmissionResult result = decide(List.of(EAST), declared("m-new", "east", 9));

        assertTrue(refusal(result, 0).contains("cluster name 'east' of member 'm-new' is taken by member 'm-east'"));
        assertEquals(new Undeclared(EAST), result.outcomes().get(1));
        assertEquals(List.of(EAST), result.members());
    }

    @ParameterizedTest
    @CsvSource({"other, 1", "east, 2"})
    void nameAndIdOfAnAdmittedMemberCannotChange(String name, int clusterId) {
        AdmissionResult result = decide(List.of(EAST), declared("m-east", name, clusterId));

        String reason = refusal(result, 0);
        assertTrue(reason.startsWith("member 'm-east' was admitted as cluster name 'east', cluster ID 1"), reason);
        assertTrue(reason.contains("declared now as cluster name '" + name + "', cluster ID " + clusterId), reason);
        assertEquals(List.of(EAST), result.members());
        assertEquals(1, result.outcomes().size());
    }

    @Test
    void memberIdDeclaredTwiceCountsOnce() {
        AdmissionResult result = decide(List.of(), declared("m-east", "east", 1), declared("m-east", "west", 2));

        assertTrue(refusal(result, 1).contains("'m-east' is declared twice"), refusal(result, 1));
        assertEquals(List.of(EAST), result.members());
    }

    @Test
    void memberOfAnotherProfileIsRefusedAndItsNameDoesNotCollide() {
        Member green = new Member("m-green", "green", "prod", 1);

        AdmissionResult result = decide(List.of(green), declared("m-green", "x", 5), declared("m-blue", "prod", 1));

        assertEquals(
                "member ID: 'm-green' belongs to profile 'green' as cluster name 'prod', cluster ID 1",
                refusal(result, 0));
        assertEquals(
                new Admitted(new Member("m-blue", "blue", "prod", 1)),
                result.outcomes().get(1));
        assertEquals(2, result.outcomes().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                "A",
                "a.b",
                "a_b",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void memberIdMustBeADnsLabel(String id) {
        AdmissionResult result = decide(List.of(), declared(id, "east", 1));

        assertEquals(
                "member ID: expected at most 63 of a-z, 0-9 and '-', with a letter or digit at both ends, found '" + id
                        + "'",
                refusal(result, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a.b", "default", "012345678901234567890123456789012"})
    void clusterNameMustBeOneThatCiliumTakes(String name) {
        assertTrue(refusal(decide(List.of(), declared("m", name, 1)), 0).startsWith("cluster name: expected "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "a-0", "01234567890123456789012345678901"})
    void clusterNamesThatCiliumTakesAreAdmitted(String name) {
        assertEquals(1, decide(List.of(), declared("m", name, 255)).members().size());
    }

    @ParameterizedTest
    @CsvSource({
        "255, 0, false",
        "255, -1, false",
        "255, 255, true",
        "255, 256, false",
        "511, 511, true",
        "511, 512, false"
    })
    void clusterIdMustFitTheMesh(int max, int clusterId, boolean admitted) {
        AdmissionResult result = AdmissionRules.decide(
                List.of(declared("m", "a", clusterId)), Set.of(), List.of(), new ProfileSettings("blue", max));

        assertEquals(
                admitted ? "not refused" : "cluster ID: expected 1 to " + max + ", found '" + clusterId + "'",
                refusal(result, 0));
    }

    @Test
    void settingsSayWhatIsWrong() {
        IllegalArgumentException size =
                assertThrows(IllegalArgumentException.class, () -> new ProfileSettings("blue", 300));
        IllegalArgumentException name =
                assertThrows(IllegalArgumentException.class, () -> new ProfileSettings("Blue", 255));

        assertEquals("maxConnectedClusters: expected 255 or 511, found 300", size.getMessage());
        assertTrue(String.valueOf(name.getMessage()).endsWith("found 'Blue'"));
    }
}
