package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.config;
import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.identity;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.node;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.AllocCidrs;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.NodeAddress;
import io.fleetmesh.contract.ServiceTraffic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes, identities, addresses and service exports a member gives, and as what. */
class ItemRulesTest {
    private static final long ID = 200_001;
    private static final SecurityLabel OF_EAST = new SecurityLabel("k8s", "io.cilium.k8s.policy.cluster", "east");

    private static List<String> fields(Desired desired) {
        return desired.problems().stream()
                .map(problem -> problem.field() + "=" + problem.value())
                .toList();
    }

    private static NodeRecord nodeRecord(CiliumNodeFact fact) {
        return (NodeRecord) step(fact).desired(Item.node(fact.name())).record().orElseThrow();
    }

    private static String owner(ExportStep step, String ip) {
        return step.desired(Item.ip(ip))
                .record()
                .map(record -> ((IpRecord) record).namespace() + "/" + ((IpRecord) record).pod())
                .orElse("nobody");
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
        ExportStep step = new ExportStep(Facts.EAST, new ExportSettings(false, 255));
        Facts.apply(step, node("n", "172.18.0.2"));

        assertTrue(step.desired(Item.node("n")).record().isPresent());
        assertEquals(Desired.NOTHING, step.desired(Item.node("other")));
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
        ExportStep step = new ExportStep(new Member("m", "blue", "east", cluster), new ExportSettings(true, max));
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

    @ParameterizedTest
    @CsvSource({"0, 0", "4294967295, 4294967295", "4294967296, 0", "-1, 0"})
    void aNodeIdentityOfMoreThan32BitsIsReportedAndLeftOut(long given, long expected) {
        CiliumNodeFact fact = new CiliumNodeFact(
                "n", List.of(), List.of(), IpPair.NONE, IpPair.NONE, 0, given, "", Map.of(), Map.of());
        Desired desired = step(fact).desired(Item.node("n"));

        assertEquals(expected, ((NodeRecord) desired.record().orElseThrow()).nodeIdentity());
        assertEquals(given == expected ? List.of() : List.of("spec.nodeidentity=" + given), fields(desired));
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

    @ParameterizedTest
    @CsvSource({
        "true, , , true",
        "false, , , false",
        "true, false, , false",
        "false, true, , false",
        "true, false, true, true",
        "false, true, false, false",
        "true, , no, false"
    })
    void namespacesGovernByAnnotationAndElseByBothTheMembersAndTheProfilesDefault(
            boolean profile, Boolean member, String annotation, boolean global) {
        ExportStep step = new ExportStep(Facts.EAST, new ExportSettings(profile, 255));
        Facts.apply(step, annotation == null ? namespace("shop") : namespace("shop", annotation));
        Facts.apply(step, config(true, false, Optional.ofNullable(member)));
        Facts.apply(step, Facts.service("cart", Facts.GLOBAL));
        Facts.apply(step, export("cart"));
        Facts.apply(step, identity(ID, "shop"));
        Facts.apply(step, endpoint("shop", "cart-0", ID, "10.3.1.10"));

        assertEquals(global, step.desired(Facts.CART).service().isPresent());
        assertEquals(global, step.desired(Item.export(Facts.CART)).record().isPresent());
        assertEquals(global, step.desired(Item.identity(ID)).record().isPresent());
        assertEquals(global, step.desired(Item.ip("10.3.1.10")).record().isPresent());
    }

    @Test
    void anAddressIsInOneSpellingAndWhatIsNoneIsReported() {
        PodEndpoint pod = new PodEndpoint(
                "a",
                List.of("FD00::000A", "fd00::a", "::ffff:10.3.1.10", "10.3.1.999"),
                Optional.of("nowhere"),
                Optional.empty(),
                300,
                Optional.of("sa"));
        ExportStep step = step(namespace("shop"));

        Affected affected = Facts.apply(step, new CiliumEndpointFact("shop", pod));

        assertEquals(Set.of(Item.ip("fd00::a"), Item.ip("10.3.1.10")), affected.items());
        assertEquals(
                Optional.of(new IpRecord("fd00::a", Optional.empty(), 0, 0, "shop", "a", Optional.of("sa"))),
                step.desired(Item.ip("fd00::a")).record());
        assertEquals(
                List.of("nowhere", "300", "10.3.1.999"),
                affected.problems().stream().map(Problem::value).toList());
    }

    @Test
    void theFirstByNamespaceAndPodHasTheAddressWhateverTheOrder() {
        MemberFact b = endpoint("shop", "b", 0, "10.3.1.10");
        MemberFact a = endpoint("shop", "a", 0, "10.3.1.10");
        MemberFact other = endpoint("a", "z", 0, "10.3.1.10");
        MemberFact[] namespaces = {namespace("shop"), namespace("a", "false")};
        ExportStep one = step(namespaces);
        Facts.apply(one, b);
        assertEquals("shop/b", owner(one, "10.3.1.10"));
        Facts.apply(one, a);
        Facts.apply(one, other);

        assertEquals("shop/a", owner(one, "10.3.1.10"));
        assertEquals(List.of("endpoint[b].networking.addressing=10.3.1.10"), fields(one.desired(Item.ip("10.3.1.10"))));
        Facts.apply(one, namespace("a", "true"));
        assertEquals("a/z", owner(one, "10.3.1.10"));
        var _ = one.apply(other.key(), Optional.empty());
        var _ = one.apply(a.key(), Optional.empty());
        assertEquals("shop/b", owner(one, "10.3.1.10"));
    }

    @Test
    void anEndpointWhoseIdentityIsNotExportedHasNoAddressAndNeitherKeepsItFromAnother() {
        ExportStep step = step(
                namespace("shop"),
                namespace("closed", "false"),
                identity(200_002, "closed"),
                endpoint("shop", "a", 200_002, "10.3.1.10"),
                endpoint("shop", "b", 300_000, "10.3.1.10"),
                endpoint("shop", "c", 7, "10.3.1.10"));

        assertEquals("shop/c", owner(step, "10.3.1.10"));
        assertEquals(
                List.of("endpoint[a].identity.id=200002", "endpoint[b].identity.id=300000"),
                fields(step.desired(Item.ip("10.3.1.10"))));
    }

    @Test
    void anAddressWaitsForAnIdentityThatHasNotBeenSeen() {
        ExportStep step = step(namespace("shop"), endpoint("shop", "a", ID, "10.3.1.10"));
        assertEquals(
                Optional.of(new ServiceName("shop", "a")),
                step.desired(Item.ip("10.3.1.10")).waiting());
        step.plan(new Held(), true);
        assertEquals(
                List.of(new Problem("ip/10.3.1.10", "identity", "of shop/a", "a CiliumIdentity that is there")),
                step.problems().takeNew());

        Affected affected = Facts.apply(step, identity(ID, "shop"));

        assertEquals(Set.of(Item.identity(ID), Item.ip("10.3.1.10")), affected.items());
        assertEquals("shop/a", owner(step, "10.3.1.10"));
        step.planFor(affected, new Held(), true);
        assertEquals(0, step.problems().page("", 1).total());
    }

    @Test
    void anEndpointWhoseIdentityHasNotBeenSeenDoesNotKeepTheAddressFromAnother() {
        ExportStep step = step(
                namespace("shop"),
                endpoint("shop", "a", ID, "10.3.1.10"),
                identity(200_002, "shop"),
                endpoint("shop", "b", 200_002, "10.3.1.10"));
        assertEquals("shop/b", owner(step, "10.3.1.10"));
        assertEquals(
                Optional.of(new ServiceName("shop", "a")),
                step.desired(Item.ip("10.3.1.10")).waiting());

        Facts.apply(step, identity(ID, "shop"));

        assertEquals("shop/a", owner(step, "10.3.1.10"));
    }

    private static ServiceExportFact export(String name) {
        return new ServiceExportFact(
                "shop", name, Instant.parse("2026-01-01T00:00:00Z"), Map.of("l", "1"), Map.of("a", "2"));
    }

    private static ServiceFact service(String type, Map<String, String> labels, String clusterIp) {
        return new ServiceFact(
                "shop",
                "cart",
                type,
                labels,
                Map.of(),
                Map.of(),
                List.of(clusterIp),
                List.of(new ServicePort("http", "TCP", 80)));
    }

    @ParameterizedTest
    @CsvSource({
        "ClusterIP, x, 10.96.0.1, EXPORTED",
        "ClusterIP, x, None, HEADLESS",
        "ClusterIP, service.kubernetes.io/headless, 10.96.0.1, EXPORTED",
        "ExternalName, x, '', service=ExternalName",
        "ClusterIP, service.kubernetes.io/service-proxy-name, 10.96.0.1, service=another proxy's"
    })
    void anExportNeedsAServiceThatAgentsCanUse(String type, String label, String ip, String expected) {
        Desired desired = step(
                        namespace("shop"), config(true, false), export("cart"), service(type, Map.of(label, ""), ip))
                .desired(Item.export(Facts.CART));

        assertEquals(
                expected,
                desired.record()
                        .map(record -> ((ServiceExportRecord) record).headless() ? "HEADLESS" : "EXPORTED")
                        .orElseGet(() -> fields(desired).getFirst()));
    }

    @Test
    void whatCiliumWouldRefuseAWholeExportForIsLeftOut() {
        ServiceTraffic odd = new ServiceTraffic(
                "Sticky", Optional.of(42), List.of("IPv4"), Optional.of("Near"), Optional.of("PreferFar"), Map.of());
        ServiceFact service = new ServiceFact(
                "shop", "cart", "ClusterIP", Map.of(), Map.of(), Map.of(), List.of(), List.of(), Optional.of(odd));

        Desired desired = step(namespace("shop"), config(true, false), export("cart"), service)
                .desired(Item.export(Facts.CART));

        ServiceExportRecord record = (ServiceExportRecord) desired.record().orElseThrow();
        assertEquals("None", record.sessionAffinity());
        assertEquals(Optional.empty(), record.internalTrafficPolicy());
        assertEquals(Optional.empty(), record.trafficDistribution());
        assertEquals(
                List.of(
                        "spec.sessionAffinity=Sticky",
                        "spec.internalTrafficPolicy=Near",
                        "spec.trafficDistribution=PreferFar"),
                fields(desired));
    }

    @Test
    void anExportComesAndGoesWithItsServiceAndWithMcsApi() {
        ExportStep step = step(namespace("shop"), config(true, false), export("cart"));
        assertEquals(List.of("service=none"), fields(step.desired(Item.export(Facts.CART))));

        assertEquals(
                Set.of(Item.export(Facts.CART)),
                Facts.apply(step, Facts.service("cart", Map.of())).items());
        assertTrue(step.desired(Item.export(Facts.CART)).record().isPresent());
        assertTrue(Facts.apply(step, config(false, false)).everything());
        assertEquals(Desired.NOTHING, step.desired(Item.export(Facts.CART)));
        assertEquals(
                Set.of(Item.export(Facts.CART)),
                step.apply("serviceexport/shop/cart", Optional.empty()).items());
    }

    @Test
    void itemsAreOfFamiliesOfOneRecordEach() {
        assertThrows(IllegalArgumentException.class, () -> new Item(MeshFamily.SERVICES, "shop/cart"));
    }

    @Test
    void whatSaysNothingOfAnItemAffectsNothing() {
        ExportStep step = step(namespace("shop"), identity(ID, "shop"), node("n", "172.18.0.2"));
        for (String key : List.of(
                "ciliumnode/other",
                "ciliumidentity/7",
                "ciliumidentity/x",
                "ciliumendpoint/shop/a",
                "ciliumendpointslice/s",
                "ciliumconfig/kube-system/cilium-config",
                "serviceexport/shop",
                "serviceexport/shop/a",
                "namespace/other")) {
            assertEquals(Affected.NOTHING, step.apply(key, Optional.empty()), key);
        }
        assertEquals(Affected.NOTHING, Facts.apply(step, identity(ID, "shop")));
        assertEquals(Affected.NOTHING, Facts.apply(step, node("n", "172.18.0.2")));
        assertFalse(Facts.apply(step, node("n", "172.18.0.3")).items().isEmpty());
        assertEquals(
                Set.of(Item.node("n")),
                step.apply("ciliumnode/n", Optional.empty()).items());
        assertEquals(
                Set.of(Item.identity(ID)),
                step.apply("ciliumidentity/" + ID, Optional.empty()).items());
    }
}
