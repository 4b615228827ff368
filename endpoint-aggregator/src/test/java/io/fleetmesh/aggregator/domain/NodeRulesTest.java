package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.fields;
import static io.fleetmesh.aggregator.domain.Facts.node;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MeshRecord.AllocCidrs;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.NodeAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes a member gives, and as what. */
class NodeRulesTest {
    private static NodeRecord nodeRecord(CiliumNodeFact fact) {
        return (NodeRecord) step(fact).desired(Item.node(fact.name())).record().orElseThrow();
    }

    @Test
    void theFirstCidrOfEachFamilyIsThePrimary() {
        NodeRecord dual = nodeRecord(
                node("n", "172.18.0.2", "FD00:10::1/112", "10.3.0.9/24", "10.4.0.0/24", "fd00:11::/64", "x/8"));
        NodeRecord v4 = nodeRecord(node("n", "172.18.0.2", "10.3.0.0/24"));
        NodeRecord v6 = nodeRecord(node("n", "FD00::0001", "fd00:10::/64"));

        assertEquals(new AllocCidrs(Optional.of("10.3.0.0/24"), List.of("10.4.0.0/24")), dual.ipv4());
        assertEquals(new AllocCidrs(Optional.of("fd00:10::/112"), List.of("fd00:11::/64")), dual.ipv6());
        assertEquals(AllocCidrs.NONE, v4.ipv6());
        assertEquals(AllocCidrs.NONE, v6.ipv4());
        assertEquals(List.of(new NodeAddress("InternalIP", "fd00::1")), v6.addresses());
    }

    @Test
    void whatIsNoAddressOfANodeIsLeftOutAndReportedUnlessItIsAName() {
        CiliumNodeFact fact = new CiliumNodeFact(
                "n",
                List.of(new NodeAddress("Hostname", "n"), new NodeAddress("InternalIP", "n")),
                List.of("nonsense"),
                new IpPair(Optional.of("10.0.0.256"), Optional.of("FD00::0")),
                new IpPair(Optional.empty(), Optional.of("z")),
                256,
                0,
                "",
                Map.of(),
                Map.of("io.cilium.network.wg-pub-key", "old"));

        Desired desired = step(fact).desired(Item.node("n"));

        NodeRecord record = (NodeRecord) desired.record().orElseThrow();
        assertEquals(new IpPair(Optional.empty(), Optional.of("fd00::")), record.health());
        assertEquals(IpPair.NONE, record.ingress());
        assertEquals(0, record.encryptionKey());
        assertEquals("old", record.wireguardPubKey());
        assertEquals(
                List.of(
                        "spec.ipam.podCIDRs=nonsense",
                        "spec.addresses=n",
                        "spec.health.ipv4=10.0.0.256",
                        "spec.ingress.ipv6=z",
                        "spec.encryption.key=256"),
                fields(desired));
    }

    @Test
    void aNodeIsOfNoNamespace() {
        ExportStep step = new ExportStep(Facts.EAST, new ExportSettings(NamespaceDefault.of(false), 255));
        Facts.apply(step, node("n", "172.18.0.2"));

        assertTrue(step.desired(Item.node("n")).record().isPresent());
        assertEquals(Desired.NOTHING, step.desired(Item.node("other")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4294967295, 4294967295", "4294967296, 0", "-1, 0"})
    void aNodeIdentityOfMoreThan32BitsIsReportedAndLeftOut(long given, long expected) {
        CiliumNodeFact fact = new CiliumNodeFact(
                "n", List.of(), List.of(), IpPair.NONE, IpPair.NONE, 0, given, "", Map.of(), Map.of());
        Desired desired = step(fact).desired(Item.node("n"));

        assertEquals(expected, ((NodeRecord) desired.record().orElseThrow()).nodeIdentity());
        assertEquals(given == expected ? List.of() : List.of("spec.nodeidentity=" + given), fields(desired));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "10.255.255.255/9, 10.128.0.0/9",
        "10.1.2.3/0, 0.0.0.0/0",
        "10.1.2.3/32, 10.1.2.3/32",
        "FD00:0:0::1/127, fd00::/127",
        "fd00::ffff/116, fd00::f000/116",
        "::/0, ::/0",
        "10.0.0.0, ",
        "10.0.0.0/33, ",
        "10.0.0.0/-1, ",
        "10.0.0.0/, ",
        "10.0.0.0/1x, ",
        "10.0.0.0/0008, ",
        "10.0.0/8, ",
        "fd00::/129, ",
        "::ffff:10.0.0.0/104, ",
        "fe80::1%eth0/64, ",
    })
    void aCidrIsItsNetwork(String text, String expected) {
        assertEquals(Optional.ofNullable(expected), CidrText.canonical(text));
    }
}
