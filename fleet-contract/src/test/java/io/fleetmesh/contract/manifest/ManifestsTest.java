package io.fleetmesh.contract.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intents;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
    private static final String HEAD = "apiVersion: fleetmesh.io/v1alpha1\nkind: ";

    private static Checked check(String yaml) {
        Documents read = DocumentReader.read(yaml.getBytes(UTF_8));
        return Manifests.check(
                assertInstanceOf(Documents.Read.class, read).documents().getFirst());
    }

    private static List<String> problems(String yaml) {
        return assertInstanceOf(Checked.Bad.class, check(yaml)).problems().stream()
                .map(FieldProblem::text)
                .toList();
    }

    private static String member(String rest) {
        return HEAD + "Member\nmetadata: {name: east}\nspec: " + rest;
    }

    static List<Intent> all() {
        return List.of(Intents.member(), Intents.profile(), Intents.strategy(), Intents.binding());
    }

    @ParameterizedTest
    @MethodSource("all")
    void anObjectComesBackFromItsDocument(Intent intent) {
        assertEquals(new Checked.Good(intent), Manifests.check(Manifests.write(intent)));
    }

    @Test
    void whatIsAbsentIsEmptyOrItsDefault() {
        assertEquals(
                new Checked.Good(Intent.of(
                        ObjectMeta.named("east", Map.of()),
                        new MemberSpec(
                                Optional.empty(),
                                Optional.empty(),
                                MemberSpec.Placement.HUB,
                                MemberSpec.Mode.JOIN,
                                Optional.empty(),
                                Optional.empty()))),
                check(member("{region: null}")));
        assertEquals(
                new Checked.Good(Intent.of(
                        ObjectMeta.named("calm", Map.of()),
                        new RolloutStrategySpec(
                                Optional.empty(),
                                List.of(new RolloutStrategySpec.Wave(
                                        "all",
                                        Optional.of(new LabelSelector(Map.of(), List.of())),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())),
                                300,
                                List.of(),
                                0,
                                List.of()))),
                check(HEAD
                        + "RolloutStrategy\nmetadata: {name: calm}\nspec: {waves: [{name: all, memberSelector: {}}]}"));
    }

    @Test
    void whatIsEmptyIsNotWritten() {
        assertEquals(
                "{\"apiVersion\":\"fleetmesh.io/v1alpha1\",\"kind\":\"Member\",\"metadata\":{\"name\":\"east\","
                        + "\"labels\":{\"a\":\"\"}},\"spec\":{\"placement\":\"hub\",\"mode\":\"join\"}}",
                Manifests.write(assertInstanceOf(
                                        Checked.Good.class,
                                        check(HEAD + "Member\nmetadata: {name: east, labels: {a: ''}}\nspec: {}"))
                                .intent())
                        .toString());
    }

    /** A small document can be wrong in very many places. */
    @Test
    void ofVeryManyProblemsTheFirstAreSaid() {
        String many = "0, ".repeat(5_000) + "0";

        assertEquals(
                101,
                problems(HEAD + "NetworkProfile\nmetadata: {name: shop}\nspec: {memberSelector: {}, segments: [" + many
                                + "]}")
                        .size());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertEquals(
                List.of(
                        "NetworkProfile/Shop: colour: expected no such field; there are apiVersion, kind, metadata or spec,"
                                + " found \"red\"",
                        "NetworkProfile/Shop: metadata.name: expected a DNS label: at most 63 of a-z, 0-9 and '-', with a"
                                + " letter or digit at both ends, found \"Shop\"",
                        "NetworkProfile/Shop: spec.memberSelector: expected an object of matchLabels or matchExpressions,"
                                + " found nothing",
                        "NetworkProfile/Shop: spec.cilium.maxConnectedClusters: expected a whole number from 255 to 511,"
                                + " found \"255\"",
                        "NetworkProfile/Shop: spec.cilium.routingMode: expected tunnel or native, found \"Native\"",
                        "NetworkProfile/Shop: spec.globalNamespaceDefault: expected true or false, found \"yes\"",
                        "NetworkProfile/Shop: spec.segments[1].sees: expected a list, found {}"),
                problems(HEAD
                        + "NetworkProfile\ncolour: red\nmetadata: {name: Shop}\nspec: {globalNamespaceDefault: yes,"
                        + " cilium: {maxConnectedClusters: '255', routingMode: Native},"
                        + " segments: [{name: a, memberSelector: {}}, {name: b, memberSelector: {}, sees: {}}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{adress: x}|spec.adress: expected no such field; there are kubeconfig, address, placement, mode, region or zone, found \"x\"",
                "{placement: edge}|spec.placement: expected hub or member, found \"edge\"",
                "[]|spec: expected an object of kubeconfig, address, placement, mode, region or zone, found []",
                "{region: 7}|spec.region: expected a label's value: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.', with a letter"
                        + " or digit at both ends, found 7",
                "{kubeconfig: {name: ../x}}|spec.kubeconfig.name: expected a DNS label: at most 63 of a-z, 0-9 and '-', with a"
                        + " letter or digit at both ends, found \"../x\""
            })
    void eachProblemNamesFieldValueAndWhatWasExpected(String spec, String problem) {
        assertEquals(List.of("Member/east: " + problem), problems(member(spec)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1",
                "https://",
                "https://]",
                "https://[",
                "https://[]:6443",
                "https://[::g]:6443",
                "https://[10.0.0.1]:6443",
                "https://[::1]6443",
                "https://::1:6443",
                "https://a:b:c",
                "https://a:",
                "https://a:0",
                "https://a:06443",
                "https://a:65536",
                "https://10.0.0.1:99999",
                "https://10.0.0.256",
                "https://10.0.1",
                "https://010.0.0.1",
                "https://a..b",
                "https://-a.b",
                "https://a-.b",
                "https://a.b.",
                "https://me@a",
                "https://me:secret@a",
                "https://a?b=c",
                "https://a/b?c",
                "https://a#b",
                "https://a b"
            })
    void anAddressThatLeadsNowhereIsRefused(String address) {
        assertEquals(
                List.of(
                        "Member/east: spec.address: expected an address such as https://10.0.0.1:6443: a DNS name, an IPv4"
                                + " address or an IPv6 address in brackets, perhaps with a port from 1 to 65535 and a path; no"
                                + " user, query or fragment, found \"" + address + "\""),
                problems(member("{address: '" + address + "'}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1",
                "https://10.0.0.1:1",
                "https://10.0.0.1:65535",
                "https://[2001:db8::1]:6443",
                "https://[::ffff:10.0.0.1]",
                "https://east",
                "https://East-1.example.org:6443",
                "https://1e100.net",
                "https://rancher.example.org/k8s/clusters/c-1",
                "https://[::1]:6443/a"
            })
    void anAddressIsAHostAndPerhapsAPortAndAPath(String address) {
        assertInstanceOf(Checked.Good.class, check(member("{address: '" + address + "'}")));
    }

    /** The first letter is Cyrillic. */
    @Test
    void lettersThatOnlyLookLikeOthersAreRefusedAndShow() {
        assertEquals(
                List.of(
                        "Member/\\u0435ast: metadata.name: expected a DNS label: at most 63 of a-z, 0-9 and '-', with a letter"
                                + " or digit at both ends, found \"\\u0435ast\""),
                problems(HEAD + "Member\nmetadata: {name: \u0435ast}\nspec: {}"));
    }

    @Test
    void labelsAreCheckedByKeyAndValue() {
        String key =
                "a label's key: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends,"
                        + " and before it perhaps a DNS name and '/'";
        String value =
                "a label's value: at most 63 of A-Z, a-z, 0-9, '-', '_' and '.', with a letter or digit at both ends";

        assertEquals(
                List.of(
                        "Member/east: metadata.labels: expected " + key + ", found a/b/c",
                        "Member/east: metadata.labels[x]: expected " + value + ", found \"-\"",
                        "Member/east: metadata.labels[y]: expected " + value + ", found true"),
                problems(
                        HEAD
                                + "Member\nmetadata: {name: east, labels: {a/b/c: z, x: '-', y: true, example.org/ok: z}}\nspec: {}"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, true",
        "10.0.0.1/32, true",
        "fd00:10::/48, true",
        "::/0, true",
        "10.0.0.1/8, false",
        "10.0.0.0/33, false",
        "10.0/16, false",
        "010.0.0.0/8, false",
        "fd00::1/64, false",
        "fd00::/129, false",
        "10.0.0.0, false"
    })
    void rangesAreNamedByTheirFirstAddress(String range, boolean good) {
        Checked checked =
                check(HEAD + "NetworkProfile\nmetadata: {name: a}\nspec: {memberSelector: {}, addressRanges: {pods: ['"
                        + range + "']}}");

        assertEquals(good, checked instanceof Checked.Good, checked.toString());
    }

    @Test
    void whatIsNoObjectOfOursSaysWhatThereIs() {
        assertEquals(
                List.of(
                        "Pod/a: kind: expected one of Member, NetworkProfile, RolloutStrategy, RoleBinding, found \"Pod\""),
                problems("kind: Pod\nmetadata: {name: a}"));
        assertEquals(
                List.of("?/?: document: expected an object with apiVersion, kind, metadata and spec, found [1]"),
                problems("- 1"));
        assertEquals(
                List.of(
                        "Member/?: apiVersion: expected fleetmesh.io/v1alpha1, found \"v1\"",
                        "Member/?: metadata: expected an object of name, labels, annotations, managedBy, resourceVersion,"
                                + " generation or creationTimestamp, found nothing",
                        "Member/?: spec: expected an object of kubeconfig, address, placement, mode, region or zone, found nothing"),
                problems("apiVersion: v1\nkind: Member\n"));
    }

    @Test
    void longValuesAreCut() {
        String found = assertInstanceOf(Checked.Bad.class, check(member("{region: " + "x".repeat(1000) + "}")))
                .problems()
                .getFirst()
                .value();

        assertEquals(123, found.length());
    }
}
