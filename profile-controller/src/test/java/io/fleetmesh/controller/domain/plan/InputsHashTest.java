package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.fleet.StoreSight;
import io.fleetmesh.controller.domain.plan.check.Prechecks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsHashTest {
    private static final String WEST = "{clusterId: 2, nodes: {w1: [10.2.0.0/24]}, ";

    private static SampleFleet fleet(String more) {
        return new SampleFleet()
                .staying("east", "{clusterId: 1, nodes: {e1: [10.1.0.0/24]}}")
                .joining("west", WEST + more + "}");
    }

    private static String hash(SampleFleet fleet, String id, Instant now) {
        return new Planner(Prechecks.ALL)
                .plan(fleet.inputs(), fleet.target(), id, id, now, Duration.ofHours(1))
                .inputsHash();
    }

    private static String hash(SampleFleet fleet) {
        return hash(fleet, "p", Scenario.NOW);
    }

    @Test
    void neitherTimeNorWhoAsksMatters() {
        String hash = hash(fleet("cilium: 1.19.7"));

        assertEquals(64, hash.length());
        assertEquals(hash, hash(fleet("cilium: 1.19.7"), "q", Instant.parse("2031-01-01T00:00:00Z")));
    }

    /** Facts from which nothing follows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespaces: {shop: {services: {cart: 2}, endpoints: 9, identities: 3}}",
                "cluster: {kubernetesVersion: v1.33.9}",
                "cilium: 1.19.3",
                "cluster: {clockSkewSeconds: 1}",
                "cluster: {serverCertificateExpires: 2026-01-02T00:00:00Z}",
                "config: {network: {tunnelPort: 8472}}"
            })
    void factsFromWhichNothingFollowsDoNotMatter(String fact) {
        assertEquals(hash(fleet("cilium: 1.19.7")), hash(fleet(fact)));
    }

    @Test
    void howAStoreIsDoesNotMatterForItIsDecidedAnewInTheEnd() {
        SampleFleet silent = fleet("cilium: 1.19.7").store("east", new StoreSight.Silent(Scenario.NOW));

        assertEquals(hash(fleet("cilium: 1.19.7")), hash(silent));
    }

    @Test
    void anotherNodeDoesNotMatterAsLongAsItsRangeIsItsOwn() {
        SampleFleet more = fleet("cilium: 1.19.7");
        more.table().evolve("west", "ciliumnode/w2", Optional.of(SampleFacts.node("w2", List.of("10.2.1.0/24"))));
        SampleFleet overlapping = fleet("cilium: 1.19.7");
        overlapping
                .table()
                .evolve("west", "ciliumnode/w2", Optional.of(SampleFacts.node("w2", List.of("10.1.0.0/25"))));

        assertEquals(hash(fleet("cilium: 1.19.7")), hash(more));
        assertNotEquals(hash(fleet("cilium: 1.19.7")), hash(overlapping));
    }

    /** Facts that a check or the target rests on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cilium: 1.17.1",
                "config: {tunnelProtocol: geneve}",
                "cluster: {clockSkewSeconds: 40}",
                "owners: {meshApiServer: {presence: PRESENT}}",
                "unknown: [cluster]"
            })
    void whatAPlanRestsOnMatters(String fact) {
        assertNotEquals(hash(fleet("cilium: 1.19.7")), hash(fleet(fact)));
    }

    /** They are applied with the rest: whoever has looked at a plan has looked at these. */
    @Test
    void labelsMatterAlsoIfNobodySeesMoreOrLessByThem() {
        SampleFleet labelled = fleet("cilium: 1.19.7").labelled("east", "tier", "gold");
        SampleFleet otherwise = fleet("cilium: 1.19.7").labelled("east", "tier", "silver");

        assertNotEquals(hash(fleet("cilium: 1.19.7")), hash(labelled));
        assertNotEquals(hash(labelled), hash(otherwise));
        assertEquals(hash(labelled), hash(fleet("cilium: 1.19.7").labelled("east", "tier", "gold")));
    }

    private static String guarded(String services) {
        return hash(new SampleFleet()
                .staying("east", "{clusterId: 1, namespaces: {hidden: {" + services + "}}}")
                .staying("west", "{clusterId: 2}")
                .profile("{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 60, exportGuard:"
                        + " {holdFirstExport: false, rules: [{memberSelector: {}, namespaces: {only: [shop]}}]}}"));
    }

    @Test
    void ofTheExportGuardOnlyFailuresMatter() {
        assertEquals(guarded("endpoints: 0"), guarded("endpoints: 3"));
        assertNotEquals(guarded("endpoints: 3"), guarded("services: {cart: 2}, endpoints: 3"));
    }

    @Test
    void theTargetAndWhatIsDeclaredMatter() {
        SampleFleet other = fleet("cilium: 1.19.7").as(new Member("west", "default", "west", 3));
        SampleFleet declared =
                fleet("cilium: 1.19.7").profile("{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 60}");
        SampleFleet declaredOtherwise =
                fleet("cilium: 1.19.7").profile("{memberSelector: {}, globalNamespaceDefault: true, drainSeconds: 61}");

        assertNotEquals(hash(fleet("cilium: 1.19.7")), hash(other));
        assertNotEquals(hash(declared), hash(declaredOtherwise));
    }
}
