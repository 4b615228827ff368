package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.fields;
import static io.fleetmesh.aggregator.domain.Facts.identity;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.owner;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which identities a member gives, and as what. */
class IdentityRulesTest {
    private static final long ID = 200_001;
    private static final SecurityLabel OF_EAST = new SecurityLabel("k8s", "io.cilium.k8s.policy.cluster", "east");

    @Test
    void labelsStandInTheOrderOfTheirKeysWhateverTheSource() {
        CiliumIdentityFact fact = identity(
                Long.toString(ID),
                "shop",
                Map.of("k8s:b", "1", "any:a", "2", "plain", "3", "$host", "4", "k8s:c:d", "5", ":e", "6"));

        assertEquals(
                List.of(
                        new SecurityLabel("any", "a", "2"),
                        new SecurityLabel("k8s", "b", "1"),
                        new SecurityLabel("k8s", "c:d", "5"),
                        new SecurityLabel("unspec", "e", "6"),
                        new SecurityLabel("reserved", "host", "4"),
                        OF_EAST,
                        new SecurityLabel("unspec", "plain", "3")),
                ((IdentityRecord) step(namespace("shop"), fact)
                                .desired(Item.identity(ID))
                                .record()
                                .orElseThrow())
                        .labels());
    }

    @Test
    void aKeyOfTwoSourcesStandsOnce() {
        CiliumIdentityFact fact = identity(Long.toString(ID), "shop", Map.of("k8s:app", "k", "any:app", "a"));
        Desired desired = step(namespace("shop"), fact).desired(Item.identity(ID));

        assertEquals(
                Optional.of(new IdentityRecord(ID, List.of(new SecurityLabel("any", "app", "a"), OF_EAST))),
                desired.record());
        assertEquals(List.of("security-labels=k8s:app"), fields(desired));
    }

    @ParameterizedTest
    @CsvSource({
        "255, 3, 196607, false",
        "255, 3, 196608, true",
        "255, 3, 262143, true",
        "255, 3, 262144, false",
        "511, 3, 98304, true",
        "511, 3, 131071, true",
        "511, 3, 131072, false",
        "511, 511, 16777215, true",
        "255, 3, 5, false"
    })
    void onlyNumbersOfTheClustersRangeAreExported(int max, int cluster, long id, boolean exported) {
        ExportStep step = new ExportStep(
                new Member("m", "blue", "east", cluster), new ExportSettings(NamespaceDefault.NOT_APPLIED, max));
        Facts.apply(step, namespace("shop"));
        Facts.apply(step, identity(id, "shop"));

        Desired desired = step.desired(Item.identity(id));

        assertEquals(exported, desired.record().isPresent());
        assertEquals(exported ? List.of() : List.of("metadata.name=" + id), fields(desired));
    }

    @ParameterizedTest
    @CsvSource({
        "k8s:io.cilium.k8s.policy.cluster, west, k8s:west",
        "any:io.cilium.k8s.policy.cluster, east, any:east",
        "k8s:app, cart, none"
    })
    void anIdentityThatAgentsWouldRefuseForItsClusterIsWithheldAndSoAreItsAddresses(
            String label, String value, String found) {
        ExportStep step = step(
                namespace("shop"),
                new CiliumIdentityFact(Long.toString(ID), Optional.of("shop"), Map.of(label, value)),
                endpoint("shop", "a", ID, "10.3.1.10"));

        Desired desired = step.desired(Item.identity(ID));

        assertEquals(Optional.empty(), desired.record());
        assertEquals(List.of("security-labels[io.cilium.k8s.policy.cluster]=" + found), fields(desired));
        assertEquals("nobody", owner(step, "10.3.1.10"));
        Facts.apply(step, identity(ID, "shop"));
        assertEquals("shop/a", owner(step, "10.3.1.10"));
    }

    @Test
    void anIdentityWhoseNameIsNoNumberIsReportedWhenItIsSeen() {
        Affected affected = Facts.apply(step(namespace("shop")), identity("0200003", "shop", Map.of()));

        assertEquals(
                List.of(new Problem("ciliumidentity/0200003", "metadata.name", "0200003", "a number in plain decimal")),
                affected.problems());
    }

    @Test
    void anIdentityNeedsANamespaceAndAPlainNumber() {
        ExportStep step = step(
                namespace("shop"),
                new CiliumIdentityFact("200002", Optional.empty(), Map.of("k8s:app", "x")),
                new CiliumIdentityFact("0200003", Optional.of("shop"), Map.of("k8s:app", "x")));

        assertEquals(
                List.of("security-labels[k8s:io.kubernetes.pod.namespace]=none"),
                fields(step.desired(Item.identity(200_002))));
        assertEquals(Desired.NOTHING, step.desired(Item.identity(200_003)));
        for (String name : List.of("", "x", "-1", "01", "99999999999")) {
            assertTrue(IdentityConversion.id(name).isEmpty(), name);
        }
        assertEquals(0, IdentityConversion.id("0").orElseThrow());
    }
}
