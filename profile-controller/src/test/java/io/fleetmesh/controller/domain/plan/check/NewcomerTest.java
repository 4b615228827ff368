package io.fleetmesh.controller.domain.plan.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewcomerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Newcomer newcomer(String facts) {
        return Newcomer.of(
                "west", SampleFleet.facts("west", "{clusterId: 2, nodes: {w1: [10.2.0.0/24]}, " + facts + "}"));
    }

    private static MemberInventory east(String facts) {
        return new SampleFleet().joining("east", facts).inventory("east");
    }

    private static MemberInventory east() {
        return east("{clusterId: 1, nodes: {e1: [10.1.0.0/24]}}");
    }

    private static List<Check> beside(Newcomer newcomer, MemberInventory... others) {
        NewcomerFleet fleet = new NewcomerFleet();
        Stream.of(others).forEach(fleet::member);
        return fleet.judge(newcomer).checks();
    }

    private static List<String> bad(List<Check> checks) {
        return checks.stream()
                .filter(check -> check.level() != Level.PASS)
                .map(check -> check.name() + " " + check.level())
                .toList();
    }

    @Test
    void eachCheckIsLookedAtAloneOrBesideOthersOrLeftToPlans() {
        assertEquals(
                List.of("admission", "store-reachable", "lost-sight"),
                Unlooked.NEVER_LOOKED.stream().map(Unlooked::check).toList());
        assertEquals(
                List.of(
                        "member-limit",
                        "pod-cidr-overlap",
                        "service-cidr-overlap",
                        "address-ranges",
                        "max-connected-clusters",
                        "routing-mode",
                        "tunnel-protocol",
                        "encryption",
                        "policy-default-local-cluster",
                        "agent-capacity",
                        "export-guard",
                        "one-way-sight"),
                Newcomer.ONLY_BESIDE);
        assertEquals(
                Prechecks.ALL.size(),
                Newcomer.ONLY_BESIDE.size()
                        + Unlooked.NEVER_LOOKED.size()
                        + newcomer("").alone(NOW).size());
    }

    /** One bad thing each: what it is, which check says so, how grave it is; by the rules of plans. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cilium: 1.19.7                                                            | ``",
                "cilium: 1.17.0                                                            | cilium-version FAIL",
                "cluster: {kubernetesVersion: v1.29.1}                                     | kubernetes-version WARN",
                "cluster: {clockSkewSeconds: 40}                                           | clock-skew FAIL",
                "cluster: {serverCertificateExpires: 2026-01-10T00:00:00Z}                 | certificates WARN",
                "cluster: {serverCertificateExpires: 2026-01-20T00:00:00Z}                 | ``",
                "cluster: {clientCertificateExpires: 2025-12-31T00:00:00Z}                 | certificates FAIL",
                "cluster: {deniedRights: [{verb: list, group: '', resource: services}]}    | permissions FAIL",
                "owners: {meshApiServer: {presence: PRESENT}}                              | foreign-owner FAIL",
                "config: {network: {cacheTtl: 1m30s}}                                      | clustermesh-cache-ttl"
                        + " WARN",
                "config: {clusterId: null}                                                 | cluster-id FAIL",
                "config: {clusterName: default}                                            | cluster-name FAIL",
                "config: {clusterId: 130, ipam: eni}                                       | cluster-id FAIL",
                "unknown: [owners]                                                         | foreign-owner"
                        + " WARN,cilium-owner WARN",
                "unknown: [complete/ciliumidentity]                                        | facts-complete"
                        + " WARN,identity-range WARN",
                "unknown: [complete/ciliumendpoint]                                        | facts-complete WARN"
            })
    void aloneItIsJudgedAsInAPlan(String facts, String expected) {
        assertEquals(expected, String.join(",", bad(newcomer(facts).alone(NOW))));
    }

    @Test
    void aNativeMeshComesWithTheStepsThatMigrateFromIt() {
        Check found = newcomer("owners: {meshApiServer: {presence: PRESENT}}").alone(NOW).stream()
                .filter(check -> check.name().equals("foreign-owner"))
                .findFirst()
                .orElseThrow();

        assertTrue(!found.findings().getFirst().steps().isEmpty(), found.toString());
    }

    @Test
    void aClusterWithoutAnIdIsToldWhereItGetsOne() {
        Finding found = newcomer("config: {clusterId: null}").alone(NOW).stream()
                .flatMap(check -> check.findings().stream())
                .findFirst()
                .orElseThrow();

        assertTrue(found.remedy().startsWith("declare the Member"), found.remedy());
        assertTrue(!found.remedy().contains("cluster.id=0"), found.remedy());
    }

    @Test
    void aClusterWithoutCiliumIsToldWhereItGetsOneFrom() {
        Finding found = newcomer(
                        "unknown: [ciliumconfig/kube-system/cilium-config], owners: {agents: {presence: ABSENT}}")
                .alone(NOW)
                .stream()
                .filter(check -> check.name().equals("cilium-owner"))
                .flatMap(check -> check.findings().stream())
                .findFirst()
                .orElseThrow();

        assertTrue(found.remedy().startsWith("declare the Member"), found.remedy());
    }

    @Test
    void besideOthersItsRangesItsNameAndItsIdAreItsOwn() {
        assertEquals(List.of(), bad(beside(newcomer(""), east())));
        assertEquals(
                List.of("pod-cidr-overlap FAIL"),
                bad(beside(newcomer(""), east("{clusterId: 1, nodes: {e1: [10.2.0.0/16]}}"))));
        assertEquals(
                List.of("cluster-id FAIL"),
                bad(beside(
                        newcomer(""),
                        east("{clusterId: 2, nodes: {e1: [10.1.0.0/24]}, cluster: {serviceCidrs: [10.101.0.0/16]}}"))));
        assertEquals(
                List.of("cluster-name FAIL"),
                bad(beside(
                        newcomer(""),
                        east("{clusterId: 1, nodes: {e1: [10.1.0.0/24]}, config: {clusterName: west}}"))));
        assertEquals(
                List.of("routing-mode FAIL"),
                bad(beside(
                        newcomer("config: {routingMode: native}"),
                        east("{clusterId: 1, nodes: {e1: [10.1.0.0/24]}}"))));
    }

    @Test
    void whatOthersHaveAmongThemselvesIsNotItsMatter() {
        MemberInventory north = new SampleFleet()
                .joining("north", "{clusterId: 3, nodes: {n1: [10.1.0.0/24]}}")
                .inventory("north");

        assertEquals(List.of(), bad(beside(newcomer(""), east(), north)));
    }

    @Test
    void whoIsWatchedAlreadyIsKnownByItsCluster() {
        MemberInventory west =
                new SampleFleet().joining("west", "{clusterId: 2}").inventory("west");

        assertEquals(List.of("west"), newcomer("").knownAs(Map.of("west", west)));
        assertEquals(List.of(), newcomer("").knownAs(Map.of("east", east("{clusterId: 1}"))));
        assertEquals(
                List.of(),
                newcomer("unknown: [identity]").knownAs(Map.of("east", east("{clusterId: 1, unknown: [identity]}"))));
    }

    @Test
    void howFarItsKubernetesIsFromOthersIsItsMatterWhereItIsAnEnd() {
        MemberInventory older =
                east("{clusterId: 1, nodes: {e1: [10.1.0.0/24]}, cluster: {kubernetesVersion: v1.32.9}}");
        MemberInventory newer = new SampleFleet()
                .joining("north", "{clusterId: 3, nodes: {n1: [10.3.0.0/24]}, cluster: {kubernetesVersion: v1.35.1}}")
                .inventory("north");

        assertEquals(List.of(), bad(beside(newcomer("cluster: {kubernetesVersion: v1.33.2}"), older, newer)));
        assertEquals(
                List.of("kubernetes-version WARN"),
                bad(beside(newcomer("cluster: {kubernetesVersion: v1.36.0}"), older, newer)));
        assertEquals(List.of(), bad(beside(newcomer("cluster: {kubernetesVersion: v1.34.0}"), older)));
    }
}
