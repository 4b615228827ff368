package io.fleetmesh.watcher.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is watched of a member, and when another kind of endpoints is taken for the truth. */
class InterestTest {
    private static final String UID = "uid";
    private static final Set<Family> ALL = EnumSet.allOf(Family.class);
    private static final Set<Family> INDEPENDENT = Set.of(
            Family.CILIUM_CONFIG,
            Family.CILIUM_AGENT,
            Family.NAMESPACE,
            Family.SERVICE,
            Family.ENDPOINT_SLICE,
            Family.CILIUM_NODE,
            Family.CILIUM_IDENTITY);

    static CiliumConfigFact config(boolean mcsApi, boolean endpointSlices) {
        Optional<String> none = Optional.empty();
        return new CiliumConfigFact(
                none,
                Optional.empty(),
                Optional.empty(),
                none,
                none,
                none,
                none,
                Optional.empty(),
                mcsApi,
                endpointSlices,
                none);
    }

    private static Recorded recorded(MemberFact... facts) {
        List<MemberFact> all = new ArrayList<>(List.of(facts));
        all.add(new IdentityFact(UID));
        return Recorded.of(all);
    }

    private static CompletenessFact complete(Family family) {
        return new CompletenessFact(family, 1, "7");
    }

    private static Set<Family> with(Family... families) {
        Set<Family> all = EnumSet.copyOf(INDEPENDENT);
        all.addAll(List.of(families));
        return all;
    }

    @Test
    void theConfigurationComesFirst() {
        assertEquals(new Interest(Set.of(Family.CILIUM_CONFIG), Set.of()), Interest.of(ALL, recorded(), false));
    }

    @Test
    void aMemberThatRefusesItsConfigurationIsWatchedForWhatDoesNotDependOnIt() {
        assertEquals(new Interest(INDEPENDENT, Set.of()), Interest.of(ALL, recorded(), true));
    }

    @Test
    void aSourceWithoutConfigurationsIsWatchedWhole() {
        Set<Family> some = Set.of(Family.NAMESPACE, Family.SERVICE);

        assertEquals(new Interest(some, Set.of()), Interest.of(some, recorded(), false));
    }

    @Test
    void theConfigurationDecidesAboutEndpointsAndExports() {
        assertEquals(
                new Interest(with(Family.CILIUM_ENDPOINT), Set.of(Family.CILIUM_ENDPOINT_SLICE, Family.SERVICE_EXPORT)),
                Interest.of(ALL, recorded(complete(Family.CILIUM_CONFIG)), true));
        assertEquals(
                new Interest(with(Family.CILIUM_ENDPOINT_SLICE, Family.SERVICE_EXPORT), Set.of(Family.CILIUM_ENDPOINT)),
                Interest.of(ALL, recorded(complete(Family.CILIUM_CONFIG), config(true, true)), true));
    }

    @Test
    void aMemberThatIsSwitchedIsWatchedForBothUntilTheNewKindIsListed() {
        Recorded switched =
                recorded(complete(Family.CILIUM_CONFIG), config(false, true), complete(Family.CILIUM_ENDPOINT));
        Interest both = Interest.of(ALL, switched, true);
        Interest then = Interest.of(ALL, switched.completed(complete(Family.CILIUM_ENDPOINT_SLICE)), true);

        assertEquals(with(Family.CILIUM_ENDPOINT, Family.CILIUM_ENDPOINT_SLICE), both.wanted());
        assertEquals(Set.of(Family.SERVICE_EXPORT), both.ruledOut());
        assertEquals(with(Family.CILIUM_ENDPOINT_SLICE), then.wanted());
        assertEquals(Set.of(Family.CILIUM_ENDPOINT), then.changedSince(both));
    }

    @Test
    void whatIsRuledOutLosesItsMarkerFirstThenItsFactsAndItsHold() {
        MemberFact endpoint = endpoint("a");
        Recorded recorded =
                recorded(complete(Family.CILIUM_ENDPOINT), new MassDeleteHeldFact(Family.CILIUM_ENDPOINT, 20, 30));

        assertEquals(
                List.of(
                        new Operation.Remove("complete/ciliumendpoint"),
                        new Operation.Remove("ciliumendpoint/shop/a"),
                        new Operation.Remove("held/ciliumendpoint")),
                TakeOver.ruleOut(recorded, Family.CILIUM_ENDPOINT, TakeOverTest.holding(List.of(endpoint))));
        Recorded without = recorded.without(Family.CILIUM_ENDPOINT);
        assertEquals(Map.of(), without.complete());
        assertEquals(Set.of(), without.held());
        assertEquals(
                List.of(),
                TakeOver.ruleOut(without, Family.CILIUM_ENDPOINT, TakeOverTest.holding(List.<MemberFact>of())));
    }

    private static PodEndpoint pod(String name) {
        return new PodEndpoint(name, List.of(), Optional.empty(), Optional.empty(), 0, Optional.empty());
    }

    private static MemberFact endpoint(String name) {
        return new CiliumEndpointFact("shop", pod(name));
    }

    private static MemberFact slice(int from, int to) {
        return new CiliumEndpointSliceFact(
                "s",
                "shop",
                IntStream.range(from, to).mapToObj(i -> pod("p" + i)).toList());
    }

    private static FamilySnapshot list(Family family, MemberFact... facts) {
        Map<String, MemberFact> byKey = new TreeMap<>();
        for (MemberFact fact : facts) {
            byKey.put(fact.key(), fact);
        }
        return new FamilySnapshot(family, UID, "9", byKey, Set.of(), true);
    }

    /** 100 CiliumEndpoints are known, and the member was switched to slices. */
    private static Optional<Trouble> afterSwitch(FamilySnapshot list, boolean released) {
        Holds holds = TakeOverTest.holding(
                IntStream.range(0, 100).mapToObj(i -> endpoint("p" + i)).toList());
        Recorded recorded =
                recorded(complete(Family.CILIUM_CONFIG), config(false, true), complete(Family.CILIUM_ENDPOINT));
        return ConfigDoubt.doubt(recorded, list, holds, released);
    }

    @Test
    void slicesThatAreNotFilledYetAreNotTheTruth() {
        assertTrue(afterSwitch(list(Family.CILIUM_ENDPOINT_SLICE), false).isPresent());
        assertTrue(afterSwitch(list(Family.CILIUM_ENDPOINT_SLICE, slice(0, 80)), false)
                .isPresent());
        assertEquals(Optional.empty(), afterSwitch(list(Family.CILIUM_ENDPOINT_SLICE, slice(0, 95)), false));
        assertEquals(Optional.empty(), afterSwitch(list(Family.CILIUM_ENDPOINT_SLICE, slice(5, 120)), false));
        assertEquals(Optional.empty(), afterSwitch(list(Family.CILIUM_ENDPOINT_SLICE), true));
    }

    @Test
    void onlyTheFirstListAfterASwitchIsMeasuredAgainstTheOtherKind() {
        Holds holds = TakeOverTest.holding(List.of(endpoint("a")));
        Recorded before = recorded(complete(Family.CILIUM_CONFIG), config(false, true));

        assertEquals(Optional.empty(), ConfigDoubt.doubt(before, list(Family.CILIUM_ENDPOINT_SLICE), holds, false));
        assertEquals(
                Optional.empty(),
                ConfigDoubt.doubt(
                        before.completed(complete(Family.CILIUM_ENDPOINT))
                                .completed(complete(Family.CILIUM_ENDPOINT_SLICE)),
                        list(Family.CILIUM_ENDPOINT_SLICE),
                        holds,
                        false));
        assertEquals(
                Optional.empty(),
                ConfigDoubt.doubt(
                        before.completed(complete(Family.CILIUM_ENDPOINT)), list(Family.CILIUM_NODE), holds, false));
    }

    @Test
    void aMemberIsSwitchedBackAgainstThePodsOfItsSlices() {
        Holds holds = TakeOverTest.holding(List.of(slice(0, 3)));
        Recorded back =
                recorded(complete(Family.CILIUM_CONFIG), config(false, false), complete(Family.CILIUM_ENDPOINT_SLICE));

        assertTrue(ConfigDoubt.doubt(back, list(Family.CILIUM_ENDPOINT), holds, false)
                .isPresent());
        assertEquals(
                Optional.empty(), ConfigDoubt.doubt(back, list(Family.CILIUM_ENDPOINT, endpoint("p0")), holds, false));
    }

    @Test
    void aKindThatTheMemberIsConfiguredForMustBeServed() {
        Holds none = TakeOverTest.holding(List.<MemberFact>of());
        Recorded asks = recorded(complete(Family.CILIUM_CONFIG), config(true, true));
        Recorded plain = recorded(complete(Family.CILIUM_CONFIG));

        for (Family family : List.of(Family.CILIUM_ENDPOINT_SLICE, Family.SERVICE_EXPORT)) {
            FamilySnapshot absent = FamilySnapshot.notServed(family, UID);
            assertTrue(ConfigDoubt.doubt(asks, absent, none, true).isPresent(), family::name);
            assertEquals(Optional.empty(), ConfigDoubt.doubt(plain, absent, none, false));
        }
        assertEquals(
                Optional.empty(),
                ConfigDoubt.doubt(asks, FamilySnapshot.notServed(Family.CILIUM_NODE, UID), none, false));
    }

    @Test
    void aKindThatIsNotServedIsKnownToBeEmptyOnceAndForAll() {
        FamilySnapshot absent = FamilySnapshot.notServed(Family.CILIUM_NODE, UID);
        Holds none = TakeOverTest.holding(List.<MemberFact>of());

        TakeOver.Plan first = TakeOver.plan(recorded(), absent, none, MassDeleteRule.of(absent), false);
        TakeOver.Plan again = TakeOver.plan(recorded(first.marker()), absent, none, MassDeleteRule.of(absent), false);

        assertEquals(new CompletenessFact(Family.CILIUM_NODE, 1, "", Optional.of(true)), first.marker());
        assertEquals(first.marker(), again.marker());
    }

    @Test
    void aKindThatIsNotServedAnyMoreDeletesNothingUnlessReleased() {
        FamilySnapshot absent = FamilySnapshot.notServed(Family.CILIUM_ENDPOINT, UID);
        Recorded recorded = recorded(complete(Family.CILIUM_ENDPOINT));
        Holds one = TakeOverTest.holding(List.of(endpoint("a")));

        TakeOver.Plan held = TakeOver.plan(recorded, absent, one, MassDeleteRule.of(absent), false);
        TakeOver.Plan released = TakeOver.plan(recorded, absent, one, MassDeleteRule.of(absent), true);

        assertEquals(Optional.of(new MassDeleteHeldFact(Family.CILIUM_ENDPOINT, 1, 1)), held.held());
        assertEquals(new CompletenessFact(Family.CILIUM_ENDPOINT, 2, "7", Optional.of(true)), held.marker());
        assertTrue(released.operations().contains(new Operation.Remove("ciliumendpoint/shop/a")));
    }

    @Test
    void aConfigurationThatIsGoneStaysUntilReleased() {
        CiliumConfigFact config = config(false, true);
        Recorded recorded = recorded(complete(Family.CILIUM_CONFIG), config);
        FamilySnapshot empty = list(Family.CILIUM_CONFIG);
        Holds holds = TakeOverTest.holding(List.of(config));

        TakeOver.Plan held = TakeOver.plan(recorded, empty, holds, MassDeleteRule.of(empty), false);
        TakeOver.Plan released = TakeOver.plan(recorded, empty, holds, MassDeleteRule.of(empty), true);

        assertEquals(Optional.of(config), recorded.after(empty, held).config());
        assertEquals(Set.of(Family.CILIUM_CONFIG), recorded.after(empty, held).held());
        assertEquals(Optional.empty(), recorded.after(empty, released).config());
    }

    /** It would count as none, which means Cilium's defaults: all namespaces global. */
    @Test
    void aConfigurationThatCannotBeReadIsNotTakenForNone() {
        FamilySnapshot unreadable =
                new FamilySnapshot(Family.CILIUM_CONFIG, UID, "9", Map.of(), Set.of(CiliumConfigFact.KEY), true);
        Holds none = TakeOverTest.holding(List.<MemberFact>of());

        assertTrue(ConfigDoubt.doubt(recorded(), unreadable, none, true).isPresent());
        assertEquals(Optional.empty(), ConfigDoubt.doubt(recorded(config(false, true)), unreadable, none, false));
        assertEquals(Optional.empty(), ConfigDoubt.doubt(recorded(), list(Family.CILIUM_CONFIG), none, false));
    }

    @Test
    void whatAListOrAWatchSaysOfTheConfigurationIsRemembered() {
        CiliumConfigFact config = config(true, false);
        FamilySnapshot list = list(Family.CILIUM_CONFIG, config);
        TakeOver.Plan plan = TakeOver.plan(
                recorded(), list, TakeOverTest.holding(List.<MemberFact>of()), MassDeleteRule.of(list), false);

        assertEquals(Optional.of(config), recorded().after(list, plan).config());
        assertEquals(Optional.of(config), recorded().having(config).config());
        assertEquals(Optional.empty(), recorded().having(endpoint("a")).config());
    }
}
