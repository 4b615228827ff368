package io.fleetmesh.controller.domain.plan.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the ranges that overlap are told, of whom, and how gravely. */
class OverlapsTest {
    private static SampleFleet east() {
        return new SampleFleet().staying("east", "{clusterId: 1, nodes: {e1: [10.1.0.0/24]}}");
    }

    @Test
    void anOverlapNamesBothNodes() {
        assertEquals(
                List.of("FAIL node e1 of east has 10.1.0.0/24, node w1 of west has 10.1.0.128/25"),
                east().joining("west", "{clusterId: 2, nodes: {w1: [10.1.0.128/25]}}")
                        .findings("pod-cidr-overlap"));
    }

    @Test
    void ofManyOverlapsTheFirstAreNamedAndTheOthersCounted() {
        SampleFleet fleet = east();
        for (int i = 2; i <= 6; i++) {
            fleet = fleet.joining("m" + i, "{clusterId: " + i + ", nodes: {w: [10.1.0.0/16]}}");
        }

        List<String> findings = fleet.findings("pod-cidr-overlap");
        assertEquals(5, findings.size(), findings.toString());
        assertTrue(findings.contains("FAIL node e1 of east has 10.1.0.0/24, node w of m5 has 10.1.0.0/16"));
        assertTrue(findings.contains(
                "FAIL 11 further pairs of members have pod CIDRs that overlap, among east, m2, m3, m4," + " m5, m6"));
    }

    @Test
    void observersForbidNothingHoweverManyOthersHaveTheirAddresses() {
        SampleFleet fleet = new SampleFleet()
                .observing("x", "{clusterId: 8, nodes: {w: [10.0.0.0/8]}}")
                .observing("y", "{clusterId: 9, nodes: {w: [10.0.0.0/8]}}");
        for (int i = 1; i <= 4; i++) {
            fleet = fleet.joining("m" + i, "{clusterId: " + i + ", nodes: {w: [10." + i + ".0.0/16]}}");
        }

        assertEquals(Level.WARN, fleet.check("pod-cidr-overlap").level());
        assertTrue(fleet.findings("pod-cidr-overlap")
                .contains("WARN 5 further pairs of members have pod CIDRs that overlap, among m3, m4, x, y; one of each"
                        + " pair only observes"));
    }

    @Test
    void oneMoreThanThoseThatAreNamedIsNamedToo() {
        SampleFleet fleet = east();
        for (int i = 2; i <= 6; i++) {
            fleet = fleet.joining("m" + i, "{clusterId: " + i + ", nodes: {w: [10.1.0." + i + "/32]}}");
        }

        List<String> findings = fleet.findings("pod-cidr-overlap");
        assertEquals(5, findings.size(), findings.toString());
        assertTrue(findings.contains("FAIL node e1 of east has 10.1.0.0/24, node w of m6 has 10.1.0.6/32"));
    }

    @Test
    void overlapsOfWhoOnlyObservesAreCountedByThemselves() {
        SampleFleet fleet = east().joining("west", "{clusterId: 2, nodes: {w: [10.1.0.0/16]}}");
        for (int i = 3; i <= 6; i++) {
            fleet = fleet.observing("m" + i, "{clusterId: " + i + ", nodes: {w: [10.1.0.0/16]}}");
        }

        List<String> findings = fleet.findings("pod-cidr-overlap");
        assertEquals(6, findings.size(), findings.toString());
        assertEquals(
                List.of("FAIL node e1 of east has 10.1.0.0/24, node w of west has 10.1.0.0/16"),
                findings.stream().filter(found -> found.startsWith("FAIL")).toList());
        assertTrue(findings.stream().anyMatch(found -> found.startsWith("WARN 10 further pairs")), findings.toString());
    }

    @Test
    void aServiceCidrThatManyHaveIsToldOnce() {
        SampleFleet fleet = east();
        for (int i = 2; i <= 12; i++) {
            fleet = fleet.joining(
                    "m%02d".formatted(i), "{clusterId: " + i + ", cluster: {serviceCidrs: [10.200.0.0/16]}}");
        }
        fleet = fleet.joining("west", "{clusterId: 13, cluster: {serviceCidrs: [10.101.0.0/20]}}");

        List<String> findings = fleet.findings("service-cidr-overlap");
        assertEquals(2, findings.size(), findings.toString());
        assertTrue(
                findings.contains("WARN 10.200.0.0/16 in m02, m03, m04, m05, m06, m07, m08, m09 and 3 more"),
                findings.toString());
        assertTrue(
                findings.stream().anyMatch(found -> found.endsWith(" in east, 10.101.0.0/20 in west")),
                findings.toString());
    }

    /** Who drains is known to others still. */
    @Test
    void aClusterDoesNotTakeThePlaceOfAnotherWithItsAddressesInOnePlan() {
        SampleFleet fleet = east().as(new Member("east", "default", "east", 1).leaving())
                .joining("east-2", "{clusterId: 2, nodes: {n1: [10.1.0.0/24]}}");

        List<String> findings = fleet.findings("pod-cidr-overlap");

        assertEquals(1, findings.size());
        assertTrue(findings.getFirst().startsWith("FAIL "), findings.getFirst());
        assertTrue(
                findings.getFirst().endsWith("; east drains, and is known to others until it has left"),
                findings.getFirst());
    }
}
