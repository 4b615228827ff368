package io.fleetmesh.controller.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Approval;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Segment;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RoleBindingSpec.Role;
import io.fleetmesh.contract.resource.RoleBindingSpec.Subjects;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Refused;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.SampleProfiles;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Two profiles, {@code red} and {@code blue}, with a member each in two segments of red; grey belongs to none. */
class AuthorityTest {
    private static final Caller RED = caller("rita");

    private final Map<String, Intent> all = new HashMap<>();

    AuthorityTest() {
        add(profile("red", Optional.empty()), profile("blue", Optional.empty()));
        add(member("r1", Map.of("tenant", "red", "part", "web")), member("r2", Map.of("tenant", "red", "part", "pay")));
        add(member("b1", Map.of("tenant", "blue")), member("grey", Map.of()));
        add(strategy("red-calm"), strategy("blue-calm"), strategy("free"));
        add(binding("of-red", "rita", Role.OPERATOR, List.of("red"), List.of()));
        add(binding("of-web", "wanda", Role.OPERATOR, List.of("red"), List.of("web")));
        add(binding("of-red-admin", "ada", Role.ADMIN, List.of("red"), List.of()));
        add(binding("of-all", "eve", Role.VIEWER, List.of(), List.of()));
    }

    private void add(Intent... intents) {
        Arrays.stream(intents).forEach(intent -> all.put(intent.key(), intent));
    }

    private static Caller caller(String name) {
        return new Caller(name, Set.of(), Caller.By.TOKEN, false);
    }

    private static LabelSelector labels(Map<String, String> labels) {
        return new LabelSelector(labels, List.of());
    }

    private static Intent member(String name, Map<String, String> labels) {
        return Intent.of(ObjectMeta.named(name, labels), SampleMembers.by(name));
    }

    private static Intent profile(String name, Optional<Approval> approval) {
        return profile(name, labels(Map.of("tenant", name)), approval);
    }

    private static Intent profile(String name, LabelSelector selector, Optional<Approval> approval) {
        return Intent.of(
                ObjectMeta.named(name, Map.of()),
                new NetworkProfileSpec(
                        selector,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        List.of(
                                new Segment("web", labels(Map.of("part", "web")), List.of()),
                                new Segment("pay", labels(Map.of("part", "pay")), List.of())),
                        Optional.empty(),
                        60,
                        Optional.of(name + "-calm"),
                        approval));
    }

    private static Intent strategy(String name) {
        return Intent.of(
                ObjectMeta.named(name, Map.of()),
                new RolloutStrategySpec(Optional.empty(), List.of(), 60, List.of(), 0, List.of()));
    }

    private static Intent binding(String name, String user, Role role, List<String> profiles, List<String> segments) {
        return Intent.of(
                ObjectMeta.named(name, Map.of()),
                new RoleBindingSpec(new Subjects(List.of(user), List.of()), role, profiles, segments, List.of()));
    }

    private Set<String> seenBy(String name) {
        return Authority.of(caller(name), all).visible().keySet();
    }

    private Optional<Reason> refused(Caller who, IntentChange change) {
        return refusal(who, change).map(Refused::reason);
    }

    private Optional<Refused> refusal(Caller who, IntentChange change) {
        Map<String, Intent> then = new HashMap<>(all);
        switch (change) {
            case IntentChange.Create(Intent intent) -> then.put(change.key(), intent);
            case IntentChange.Put(Intent intent) -> then.put(change.key(), intent);
            case IntentChange.Delete _ -> then.remove(change.key());
        }
        return Authority.of(who, all).refusal(change, then);
    }

    private static Intent naming(String strategy, String profile) {
        NetworkProfileSpec spec = ((Intent.NetworkProfileIntent) profile(profile, Optional.empty())).spec();
        return Intent.of(ObjectMeta.named(profile, Map.of()), SampleProfiles.goingBy(spec, strategy));
    }

    private void assertForbidden(Caller who, Intent wanted) {
        assertEquals(Optional.of(Reason.FORBIDDEN), refused(who, new IntentChange.Put(wanted)));
    }

    private void assertAllowed(Caller who, Intent wanted) {
        assertEquals(Optional.empty(), refused(who, new IntentChange.Put(wanted)));
    }

    @Test
    void oneProfilesPeopleSeeThatProfileAndNothingElse() {
        assertEquals(
                Set.of("Member/r1", "Member/r2", "NetworkProfile/red", "RolloutStrategy/red-calm"), seenBy("rita"));
    }

    @Test
    void oneSegmentsPeopleSeeItsMembersOnly() {
        assertEquals(Set.of("Member/r1"), seenBy("wanda"));
    }

    /** Member {@code r9} of segment web of red drains; {@code b9} of blue does. */
    private static AppliedPlaces draining() {
        return AppliedPlaces.of(List.of(
                applied("red", new Member("r9", "red", "r9", 9).leaving(), Map.of("tenant", "red", "part", "web")),
                applied("blue", new Member("b9", "blue", "b9", 8).leaving(), Map.of("tenant", "blue"))));
    }

    private static AppliedProfile applied(String name, Member member, Map<String, String> labels) {
        NetworkProfileSpec spec = ((Intent.NetworkProfileIntent) profile(name, Optional.empty())).spec();
        return new AppliedProfile(name, "p", spec, Map.of(member.id(), labels), List.of(member));
    }

    private Set<String> undeclaredSeenBy(Caller who, AppliedPlaces applied) {
        Authority authority = Authority.of(who, all, applied);
        return Stream.of("r9", "b9").filter(authority::seesMember).collect(Collectors.toSet());
    }

    @Test
    void whoIsDeclaredNoMoreIsSeenByThePeopleOfItsProfileAndSegmentUntilItHasLeft() {
        add(binding("of-pay", "paul", Role.VIEWER, List.of("red"), List.of("pay")));
        AppliedPlaces applied = draining();

        assertEquals(Set.of("r9"), undeclaredSeenBy(RED, applied));
        assertEquals(Set.of("r9"), undeclaredSeenBy(caller("wanda"), applied));
        assertEquals(Set.of(), undeclaredSeenBy(caller("paul"), applied));
        assertEquals(Set.of(), undeclaredSeenBy(caller("nobody"), applied));
        assertEquals(Set.of("r9", "b9"), undeclaredSeenBy(caller("eve"), applied));
        assertEquals(Set.of("r9", "b9"), undeclaredSeenBy(Caller.ANONYMOUS, applied));

        assertEquals(Set.of(), undeclaredSeenBy(RED, AppliedPlaces.NONE), "it has left");
        assertEquals(Set.of("r9", "b9"), undeclaredSeenBy(caller("eve"), AppliedPlaces.NONE));
    }

    @Test
    void whatIsDeclaredGoesBeforeWhatWasApplied() {
        add(member("r9", Map.of("tenant", "blue")));

        assertEquals(Set.of(), undeclaredSeenBy(RED, draining()));
    }

    @Test
    void whoHasNoBindingSeesNothing() {
        assertEquals(Set.of(), seenBy("nobody"));
    }

    @Test
    void whoMayLookEverywhereSeesAllButTheRoles() {
        Set<String> seen = seenBy("eve");

        assertTrue(seen.containsAll(Set.of("Member/grey", "Member/b1", "RolloutStrategy/free", "NetworkProfile/blue")));
        assertFalse(seen.stream().anyMatch(key -> key.startsWith("RoleBinding/")));
    }

    @Property(tries = 300)
    void nothingOfAnotherProfileIsEverSeen(
            @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 8) Integer> tenants, @ForAll Role role) {
        Map<String, Intent> some = new HashMap<>(all);
        for (int i = 0; i < tenants.size(); i++) {
            int kind = tenants.get(i);
            Intent member = member(
                    "m" + i, Map.of("tenant", List.of("red", "blue", "none").get(kind % 3)));
            some.put(member.key(), member);
        }
        Intent binding = binding("of-red", "rita", role, List.of("red"), List.of());
        some.put(binding.key(), binding);

        Authority.of(RED, some).visible().values().forEach(intent -> {
            String belongs = switch (intent) {
                case Intent.MemberIntent member -> member.metadata().labels().get("tenant");
                case Intent.NetworkProfileIntent profile -> profile.metadata().name();
                case Intent.RolloutStrategyIntent strategy ->
                    strategy.metadata().name().replace("-calm", "");
                case Intent.RoleBindingIntent roles ->
                    String.join(",", roles.spec().profiles());
            };
            assertEquals("red", belongs, intent.key());
        });
    }

    @Test
    void anOperatorDeclaresInTheOwnProfile() {
        assertAllowed(RED, member("r3", Map.of("tenant", "red")));
        assertAllowed(RED, member("r1", Map.of("tenant", "red", "part", "pay")));
        assertAllowed(RED, strategy("red-calm"));
        assertAllowed(RED, profile("red", Optional.of(Approval.NONE)));
        assertEquals(Optional.empty(), refused(RED, new IntentChange.Delete(Kind.MEMBER, "r1", Optional.empty())));
    }

    @Test
    void nobodyDeclaresIntoOrOutOfAProfileOfOthers() {
        assertForbidden(RED, member("r3", Map.of("tenant", "blue")));
        assertForbidden(RED, member("r1", Map.of("tenant", "blue")));
        assertForbidden(RED, member("b1", Map.of("tenant", "red")));
        assertForbidden(RED, member("r3", Map.of()));
        assertForbidden(RED, member("grey", Map.of("tenant", "red")));
        assertForbidden(RED, strategy("free"));
        assertForbidden(RED, profile("green", Optional.empty()));
    }

    @Test
    void aSelectorTakesNoMembersOfOthersNorOfNobody() {
        assertForbidden(RED, profile("red", labels(Map.of()), Optional.empty()));
        assertForbidden(
                RED,
                profile(
                        "red",
                        new LabelSelector(
                                Map.of(),
                                List.of(new LabelSelector.Requirement(
                                        "tenant", LabelSelector.Operator.DOES_NOT_EXIST, List.of()))),
                        Optional.empty()));
    }

    @Test
    void aStrategyThatIsNotSeenCannotBeNamed() {
        assertEquals(Optional.of(Reason.INVALID), refused(RED, new IntentChange.Put(naming("blue-calm", "red"))));
        assertEquals(Optional.of(Reason.INVALID), refused(RED, new IntentChange.Put(naming("free", "red"))));
        assertAllowed(RED, naming("unheard-of", "red"));
    }

    /** Whoever reads it only could keep its owner from changing it. */
    @Test
    void theStrategyOfAnotherProfileIsSharedByThoseWhoMayChangeItThere() {
        add(binding("reads-blue", "rita", Role.VIEWER, List.of("blue"), List.of()));
        assertForbidden(RED, naming("blue-calm", "red"));

        add(binding("reads-blue", "rita", Role.OPERATOR, List.of("blue"), List.of()));
        assertAllowed(RED, naming("blue-calm", "red"));
    }

    @Test
    void whoMayLookAtWhatBelongsToNobodyTakesItsStrategies() {
        add(binding("reads-all", "rita", Role.VIEWER, List.of(), List.of()));

        assertAllowed(RED, naming("free", "red"));
    }

    /** Alone it would belong to no profile. */
    @Test
    void aStrategyIsDeclaredTogetherWithTheProfileThatNamesIt() {
        Map<String, Intent> then = new HashMap<>(all);
        List<Intent> both = List.of(strategy("new"), naming("new", "red"));
        both.forEach(intent -> then.put(intent.key(), intent));

        both.forEach(intent ->
                assertEquals(Optional.empty(), Authority.of(RED, all).refusal(new IntentChange.Put(intent), then)));
        assertForbidden(RED, strategy("new"));
    }

    @Test
    void whatIsNotSeenIsNotThereWhenItShallBeDeleted() {
        assertEquals(
                Optional.of(Reason.NOT_FOUND),
                refused(RED, new IntentChange.Delete(Kind.MEMBER, "b1", Optional.empty())));
        assertEquals(
                Optional.of(Reason.FORBIDDEN),
                refused(caller("eve"), new IntentChange.Delete(Kind.MEMBER, "b1", Optional.empty())));
    }

    @Test
    void aMemberOfASegmentIsChangedByThoseOfAllItsSegments() {
        assertAllowed(caller("wanda"), member("r1", Map.of("tenant", "red", "part", "web", "x", "y")));
        assertForbidden(caller("wanda"), member("r1", Map.of("tenant", "red", "part", "pay")));
        assertForbidden(caller("wanda"), profile("red", Optional.empty()));
    }

    private static Intent at(String address, Intent member) {
        return Intent.of(member.metadata(), SampleMembers.at(address));
    }

    /** Credentials are sent there. */
    @Test
    void onlyAnAdminOfEverythingSaysWhereAnApiIsInPlaceOfTheKubeconfig() {
        Intent red = member("r1", Map.of("tenant", "red"));
        add(binding("of-everything", "otto", Role.ADMIN, List.of(), List.of()));
        add(binding("operates-everything", "olga", Role.OPERATOR, List.of(), List.of()));

        for (Caller who : List.of(RED, caller("ada"), caller("olga"))) {
            assertForbidden(who, at("https://mine:1", red));
            assertForbidden(who, at("https://mine:1", member("r3", Map.of("tenant", "red"))));
        }
        assertAllowed(caller("otto"), at("https://api:6443", red));
        assertAllowed(Caller.ANONYMOUS, at("https://api:6443", red));
        Refused refused =
                refusal(RED, new IntentChange.Put(at("https://mine:1", red))).orElseThrow();
        assertEquals(1, refused.problems().size());
        assertTrue(
                refused.problems()
                        .getFirst()
                        .text()
                        .startsWith(
                                "Member/r1: spec.address: expected no address but the one that it has, or a caller with"
                                        + " the role admin everywhere, for the credentials of r1.kubeconfig are sent there"),
                refused.problems().toString());
    }

    @Test
    void whoChangesSomethingElseKeepsTheAddressAndWhoMayNotChangeItAtAllLearnsNothingOfIt() {
        add(at("https://api:6443", member("r1", Map.of("tenant", "red"))));

        assertAllowed(RED, at("https://api:6443", member("r1", Map.of("tenant", "red", "part", "web"))));
        assertAllowed(RED, member("r1", Map.of("tenant", "red")));
        assertForbidden(RED, at("https://api:6444", member("r1", Map.of("tenant", "red"))));
        Refused hidden = refusal(
                        RED, new IntentChange.Put(at("https://mine:1", member("b1", Map.of("tenant", "blue")))))
                .orElseThrow();
        assertEquals("metadata.name", hidden.problems().getFirst().field());
    }

    @Test
    void onlyAnAdminGivesRolesAndOnlyWhereItIsOne() {
        Caller ada = caller("ada");
        assertForbidden(RED, binding("new", "rita", Role.ADMIN, List.of("red"), List.of()));
        assertAllowed(ada, binding("new", "bob", Role.ADMIN, List.of("red"), List.of()));
        assertForbidden(ada, binding("new", "bob", Role.VIEWER, List.of("red", "blue"), List.of()));
        assertForbidden(ada, binding("new", "ada", Role.ADMIN, List.of(), List.of()));
        assertForbidden(ada, binding("of-red-admin", "ada", Role.ADMIN, List.of(), List.of()));
        assertAllowed(Caller.ANONYMOUS, binding("new", "ada", Role.ADMIN, List.of(), List.of()));
    }

    @Test
    void theSecondPersonIsTakenAwayByAnAdminOnly() {
        add(profile("red", Optional.of(Approval.SECOND_PERSON)));

        assertForbidden(RED, profile("red", Optional.empty()));
        assertEquals(
                Optional.of(Reason.FORBIDDEN),
                refused(RED, new IntentChange.Delete(Kind.NETWORK_PROFILE, "red", Optional.empty())));
        assertAllowed(RED, profile("red", Optional.of(Approval.SECOND_PERSON)));
        assertAllowed(caller("ada"), profile("red", Optional.empty()));
    }
}
