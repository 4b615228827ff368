package io.fleetmesh.authority.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "alice", "alice@example.org", "a.b_c-9"})
    void theseOperatorsCanStandInACertificate(String name) {
        assertEquals(Optional.empty(), SubjectRules.refusal(new Subject.Operator(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Alice", "a b", "../store", "a/b", "a,CN=local-east", ".a", "a:b", "аlice", "anonymous"})
    void theseOperatorsCannot(String name) {
        assertRefused("operator: expected", name, new Subject.Operator(name));
        assertRefused("operator: expected", "a".repeat(60), new Subject.Operator("a".repeat(60)));
    }

    @Test
    void nobodysCertificateIsGoodForWhatAnothersIs() {
        Subject operator = new Subject.Operator("local-east");

        assertEquals(Optional.empty(), SubjectRules.refusal(operator));
        assertEquals("user:local-east", operator.leaf().commonName());
        assertEquals(Set.of(Usage.CLIENT_AUTH), operator.leaf().usages());
        assertRefused("clusterName", "user:alice", new Subject.ConsumerClient("user:alice"));
        assertRefused("commonName", "user:alice", server("user:alice", List.of("localhost"), List.of()));
        assertEquals(
                Set.of(Usage.SERVER_AUTH),
                new Subject.ApiServer(List.of("localhost"), List.of()).leaf().usages());
    }

    @Test
    void theApiNeedsANameOrAnAddress() {
        assertTrue(SubjectRules.refusal(new Subject.ApiServer(List.of(), List.of()))
                .orElseThrow()
                .startsWith("dnsNames, ipAddresses: expected at least one"));
        assertEquals(Optional.empty(), SubjectRules.refusal(new Subject.ApiServer(List.of(), List.of("::1"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "east", "east-1", "0", "a2345678901234567890123456789012"})
    void theseClusterNamesCanStandInACertificate(String name) {
        assertEquals(Optional.empty(), SubjectRules.refusal(new Subject.ConsumerClient(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-east", "east-", "East", "east.west", "a23456789012345678901234567890123", "östlich"})
    void theseCannot(String name) {
        assertRefused("clusterName: expected", name, new Subject.ConsumerClient(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Store", "store.", "a..b", "-a", "*.a.*", "store_1"})
    void aStoreNeedsANameOfDns(String name) {
        assertRefused("commonName", name, server(name, List.of("localhost"), List.of()));
    }

    @Test
    void aCommonNameHasSixtyFourCharactersAtMost() {
        String longest = "a".repeat(32) + "." + "b".repeat(31);
        assertEquals(Optional.empty(), SubjectRules.refusal(server(longest, List.of("localhost"), List.of())));
        assertRefused("commonName", longest + "b", server(longest + "b", List.of("localhost"), List.of()));
    }

    @Test
    void aClientOfKafkaHasANameThatIsOneDnsLabel() {
        String longest = "bus-member-" + "a".repeat(52);
        assertEquals(Optional.empty(), SubjectRules.refusal(new Subject.BusClient(longest)));
        assertRefused("commonName", longest + "a", new Subject.BusClient(longest + "a"));
        assertRefused("commonName", "bus-member-a,CN=b", new Subject.BusClient("bus-member-a,CN=b"));
    }

    @Test
    void aBrokerNeedsANameOrAnAddress() {
        assertTrue(
                SubjectRules.refusal(new Subject.Broker(List.of(), List.of())).isPresent());
        assertEquals(Optional.empty(), SubjectRules.refusal(new Subject.Broker(List.of("kafka"), List.of())));
    }

    @Test
    void aStoreNeedsANameOrAnAddress() {
        assertTrue(SubjectRules.refusal(server("store", List.of(), List.of()))
                .orElseThrow()
                .startsWith("dnsNames, ipAddresses: expected at least one"));
        assertEquals(Optional.empty(), SubjectRules.refusal(server("store", List.of(), List.of("::1"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a.*.b", "UPPER", "a b", ""})
    void aNameThatIsNoDnsNameIsRefused(String name) {
        assertRefused("dnsNames", name, server("store", List.of("*.mesh.example", name), List.of()));
    }

    @Test
    void aDnsNameHasTwoHundredFiftyThreeCharactersAtMost() {
        String label = "a".repeat(62) + ".";
        String longest = label.repeat(4) + "a";
        assertEquals(253, longest.length());
        assertEquals(Optional.empty(), SubjectRules.refusal(server("store", List.of(longest), List.of())));
        assertRefused("dnsNames", longest + "a", server("store", List.of(longest + "a"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "255.249.199.9", "::1", "fd00::1:2", "::ffff:10.0.0.1"})
    void theseAddressesCanStandInACertificate(String address) {
        assertEquals(Optional.empty(), SubjectRules.refusal(server("store", List.of(), List.of(address))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "fe80::1%eth0", "[::1]", "::1::", "localhost", ":"
            })
    void theseCannotEither(String address) {
        assertRefused("ipAddresses", address, server("store", List.of(), List.of("10.0.0.1", address)));
    }

    @Test
    void aLeafSaysTheSameWhateverTheSpellingOfItsAddresses() {
        Leaf leaf = server("store", List.of("a"), List.of("fd00::1")).leaf();
        assertTrue(leaf.saysTheSameAs(
                server("store", List.of("a"), List.of("fd00:0:0:0::1")).leaf()));
        for (Subject other : List.of(
                server("other", List.of("a"), List.of("fd00::1")),
                server("store", List.of("b"), List.of("fd00::1")),
                server("store", List.of("a"), List.of("fd00::2")),
                new Subject.ConsumerClient("store"))) {
            assertTrue(!leaf.saysTheSameAs(other.leaf()), other.toString());
        }
        Leaf onlyServer = new Leaf(leaf.commonName(), leaf.dnsNames(), leaf.ipAddresses(), Set.of(Usage.SERVER_AUTH));
        assertTrue(!leaf.saysTheSameAs(onlyServer));
    }

    private static Subject.StoreServer server(String name, List<String> names, List<String> addresses) {
        return new Subject.StoreServer(name, names, addresses);
    }

    private static void assertRefused(String field, String value, Subject subject) {
        String refusal = SubjectRules.refusal(subject).orElseThrow();
        assertTrue(refusal.startsWith(field), refusal);
        assertTrue(refusal.endsWith("found '" + value + "'"), refusal);
    }
}
