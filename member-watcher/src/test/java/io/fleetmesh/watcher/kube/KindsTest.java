package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.watcher.domain.Mapped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of Cilium's objects, and which of them cannot be used. */
class KindsTest {
    private static Mapped read(WatchedKind<?> kind, String json) throws IOException {
        return new ObjectReader<>(kind)
                .read(ObjectReader.tree(json.replace('\'', '"').getBytes(UTF_8)));
    }

    private static MemberFact fact(WatchedKind<?> kind, String json) throws IOException {
        return switch (read(kind, json)) {
            case Mapped.Known(MemberFact fact) -> fact;
            case Mapped.Bad bad -> throw new IllegalStateException(bad.problem().message());
            case Mapped.Misnamed misnamed ->
                throw new IllegalStateException(misnamed.problem().message());
        };
    }

    private static String problem(WatchedKind<?> kind, String json) throws IOException {
        return read(kind, json) instanceof Mapped.Bad bad ? bad.problem().message() : "none";
    }

    @Test
    void podCidrsOfPoolsComeAfterTheNodesOwn() throws IOException {
        CiliumNodeFact node = (CiliumNodeFact) fact(
                new CiliumNodeKind(),
                "{'metadata':{'name':'n1'},'spec':{'nodeidentity':6,'ipam':{'podCIDRs':['10.3.0.0/24'],"
                        + "'pools':{'allocated':[{'pool':'a','cidrs':['10.4.0.0/24','fd00::/64']},{'pool':'b'},"
                        + "{'pool':'c','cidrs':['10.5.0.0/24']}]}}}}");

        assertEquals(List.of("10.3.0.0/24", "10.4.0.0/24", "fd00::/64", "10.5.0.0/24"), node.podCidrs());
        assertEquals(6, node.nodeIdentity());
    }

    @Test
    void anIdentitysNamespaceIsWhatItsSecurityLabelsSayAndNotItsObjectsOwn() throws IOException {
        CiliumIdentityFact both = (CiliumIdentityFact) fact(
                new CiliumIdentityKind(),
                "{'metadata':{'name':'7','labels':{'io.kubernetes.pod.namespace':'other'}},"
                        + "'security-labels':{'k8s:io.kubernetes.pod.namespace':'shop'}}");
        CiliumIdentityFact none = (CiliumIdentityFact)
                fact(
                        new CiliumIdentityKind(),
                        "{'metadata':{'name':'7','labels':{'io.kubernetes.pod.namespace':'other'}},'security-labels':{'k8s:app':'x'}}");

        assertEquals(Optional.of("shop"), both.namespace());
        assertEquals(Optional.empty(), none.namespace());
    }

    @Test
    void anIdentityThatHasLostItsLabelsIsLeftAsItWas() throws IOException {
        String said = problem(new CiliumIdentityKind(), "{'metadata':{'name':'7'},'security-labels':{}}");

        assertEquals("CiliumIdentity /7: security-labels is none, expected at least one label", said);
    }

    @Test
    void anObjectThatIsTooLargeForTheBusIsLeftAsItWas() throws IOException {
        String wide = "{'metadata':{'name':'n1','annotations':{'a':'" + "x".repeat(1_000_000) + "'}}}";

        String said = problem(new CiliumNodeKind(), wide);

        assertTrue(said.matches("CiliumNode /n1: object is 1000[0-9]{3} bytes, expected at most 1000000 bytes"), said);
    }

    @Test
    void anEndpointWithoutStatusClaimsNothing() throws IOException {
        CiliumEndpointFact endpoint = (CiliumEndpointFact)
                fact(new CiliumEndpointKind(), "{'metadata':{'name':'a','namespace':'shop'},'status':null}");

        assertEquals(List.of(), endpoint.endpoint().ips());
        assertEquals(Optional.empty(), endpoint.endpoint().identity());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'metadata':{'name':'n'},'spec':[]} | spec is [], expected an object",
                "{'metadata':{'name':'n'},'spec':{'addresses':{}}} | spec.addresses is {}, expected a list",
                "{'metadata':{'name':'n'},'spec':{'addresses':[{'ip':7}]}} | spec.addresses[0].ip is 7, expected a text",
                "{'metadata':{'name':'n'},'spec':{'encryption':{'key':'x'}}} | spec.encryption.key is \"x\", expected a whole number",
                "{'metadata':{'name':'n'},'spec':{'encryption':{'key':9999999999}}} | spec.encryption.key is 9999999999, expected a number of 32 bits",
                "{'metadata':{'name':'n','labels':[]}} | metadata.labels is [], expected a map of texts",
                "{'metadata':{'name':'n','labels':{'a':1}}} | metadata.labels[a] is 1, expected a text"
            })
    void whatIsOfAnotherTypeIsNamedByItsPath(String json, String expected) throws IOException {
        assertEquals("CiliumNode /n: " + expected, problem(new CiliumNodeKind(), json));
    }

    /** No API server writes such ones; if one does, it names the object and is no more than one bad object. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'metadata':{'name':'a','namespace':'shop'},'spec':{'ports':[null]}}",
                "{'metadata':{'name':'a','namespace':'shop'},'spec':{'ipFamilies':[null]}}"
            })
    void aListWithNothingInItIsABadObject(String json) throws IOException {
        String said = problem(new ServiceKind(), json);

        assertTrue(said.startsWith("Service shop/a: object is "), said);
        assertTrue(said.endsWith(", expected a Service as Kubernetes has it"), said);
    }

    @Test
    void aSliceNamesItsNamespaceAndItsPods() throws IOException {
        assertEquals(
                "CiliumEndpointSlice /s: namespace is absent, expected a namespace",
                problem(new CiliumEndpointSliceKind(), "{'metadata':{'name':'s'}}"));
        assertEquals(
                "CiliumEndpointSlice /s: endpoints[0].name is absent, expected a pod's name",
                problem(
                        new CiliumEndpointSliceKind(),
                        "{'metadata':{'name':'s'},'namespace':'shop','endpoints':[{'id':1}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "Service             | shop   | a/b  | Service shop/a/b: metadata.name is a/b, expected a DNS label",
                "Service             | shop   | Cart | Service shop/Cart: metadata.name is Cart, expected a DNS label",
                "Service             | shop   | a.b  | Service shop/a.b: metadata.name is a.b, expected a DNS label",
                "Service             | a/b    | c    | Service a/b/c: metadata.namespace is a/b, expected a DNS label",
                "Namespace           | none   | a.b  | Namespace /a.b: metadata.name is a.b, expected a DNS label",
                "CiliumNode          | none   | n/1  | CiliumNode /n/1: metadata.name is n/1, expected a DNS name",
                "EndpointSlice       | shop   | a..b | EndpointSlice shop/a..b: metadata.name is a..b, expected a DNS name",
                "ServiceExport       | a.b    | c    | ServiceExport a.b/c: metadata.namespace is a.b, expected a DNS label",
                "ServiceExport       | shop   | -a   | ServiceExport shop/-a: metadata.name is -a, expected a DNS name",
                "CiliumIdentity      | none   | 7/   | CiliumIdentity /7/: metadata.name is 7/, expected a DNS name",
                "CiliumEndpoint      | shop   | A    | CiliumEndpoint shop/A: metadata.name is A, expected a DNS name",
                "CiliumEndpointSlice | none   | a_b  | CiliumEndpointSlice /a_b: metadata.name is a_b, expected a DNS name"
            })
    void whatNoObjectCanBeCalledIsNobodysKey(String kind, String namespace, String name, String expected)
            throws IOException {
        String json = "{'metadata':{'name':'" + name + "','namespace':'" + namespace.replace("none", "") + "'}}";

        Mapped mapped = read(kind(kind), json);

        Mapped.Misnamed misnamed = assertInstanceOf(Mapped.Misnamed.class, mapped);
        assertTrue(
                misnamed.problem().message().startsWith(expected),
                misnamed.problem().message());
        assertEquals(Optional.empty(), misnamed.problem().key());
    }

    private static WatchedKind<?> kind(String name) {
        return WatchedKind.all().stream()
                .filter(kind -> kind.kind().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Kubernetes before 1.36 takes no Service that begins with a digit; an export may be called what no Service can be. */
    @Test
    void whatSomeObjectCanBeCalledIsTaken() throws IOException {
        String digit = "{'metadata':{'name':'1a','namespace':'shop'},'spec':{}}";
        assertEquals("service/shop/1a", fact(new ServiceKind(), digit).key());
        String dots = "{'metadata':{'name':'a.b','namespace':'shop','creationTimestamp':'2026-01-01T00:00:00Z'}}";
        assertEquals(
                "serviceexport/shop/a.b", fact(new ServiceExportKind(), dots).key());
        String longest = ("a".repeat(62) + ".").repeat(4) + "b";
        assertEquals(
                "ciliumnode/" + longest,
                fact(new CiliumNodeKind(), "{'metadata':{'name':'" + longest + "'}}")
                        .key());
        assertInstanceOf(Mapped.Misnamed.class, read(new CiliumNodeKind(), "{'metadata':{'name':'" + longest + "c'}}"));
    }

    @Test
    void aNameInAnObjectIsOneToo() throws IOException {
        assertEquals(
                "EndpointSlice shop/a: metadata.labels[kubernetes.io/service-name] is b/c, expected "
                        + Format.LABEL_VALUE.expected(),
                problem(
                        new EndpointSliceKind(),
                        "{'metadata':{'name':'a','namespace':'shop','labels':{'kubernetes.io/service-name':'b/c'}},"
                                + "'addressType':'IPv4'}"));
        assertEquals(
                "CiliumEndpointSlice /s: namespace is a/b, expected " + Format.NAME.expected(),
                problem(new CiliumEndpointSliceKind(), "{'metadata':{'name':'s'},'namespace':'a/b'}"));
    }

    @Test
    void anExportHasTheTimeOfItsCreationInSeconds() throws IOException {
        ServiceExportFact export = (ServiceExportFact) fact(
                new ServiceExportKind(),
                "{'metadata':{'name':'a','namespace':'shop','creationTimestamp':'2026-01-01T00:00:00.5Z'}}");

        assertEquals(Instant.parse("2026-01-01T00:00:00Z"), export.created());
        assertEquals(
                "ServiceExport shop/a: metadata.creationTimestamp is absent, expected a time",
                problem(new ServiceExportKind(), "{'metadata':{'name':'a','namespace':'shop'}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "quay.io/cilium/cilium:v1.19.7, 1.19.7",
        "quay.io/cilium/cilium:v1.20.2@sha256:0123, 1.20.2",
        "localhost:5000/mirror/cilium:1.20.0-rc.1, 1.20.0-rc.1",
        "cilium:v1.18.10, 1.18.10",
        "quay.io/cilium/cilium-ci:latest, ''",
        "quay.io/cilium/cilium@sha256:0123, ''",
        "localhost:5000/cilium, ''",
        "'', ''"
    })
    void whichCiliumAMemberRunsIsTheTagOfItsAgentsImage(String image, String version) throws IOException {
        assertEquals(
                new CiliumAgentFact(image, Optional.of(version).filter(text -> !text.isEmpty())),
                fact(
                        new CiliumAgentKind(),
                        "{'metadata':{'name':'cilium','namespace':'kube-system'},'spec':{'template':{'spec':{'containers':["
                                + "{'name':'other','image':'a/b:1.2.3'},{'name':'cilium-agent','image':'" + image
                                + "'}]}}}}"));
    }

    @Test
    void aDaemonSetWithoutAgentSaysNothing() throws IOException {
        assertEquals(
                new CiliumAgentFact("", Optional.empty()),
                fact(new CiliumAgentKind(), "{'metadata':{'name':'cilium','namespace':'kube-system'}}"));
    }

    private static String config(Map<String, String> data) {
        String entries = data.entrySet().stream()
                .map(entry -> "'" + entry.getKey() + "':'" + entry.getValue() + "'")
                .collect(Collectors.joining(","));
        return "{'metadata':{'name':'cilium-config','namespace':'kube-system',"
                + "'labels':{'app.kubernetes.io/version':'1.19.7'}},'data':{" + entries + "}}";
    }

    @Test
    void ofTheConfigurationIsKeptWhatDecidesAboutTheMesh() throws IOException {
        assertEquals(
                new CiliumConfigFact(
                        Optional.of("east"),
                        Optional.of(3),
                        Optional.of(511),
                        Optional.of("native"),
                        Optional.of("geneve"),
                        Optional.of("eni"),
                        Optional.of("ipsec"),
                        Optional.of(false),
                        true,
                        true,
                        Optional.of("1.19.7"),
                        Optional.of(new CiliumNetwork(
                                Optional.of(true),
                                Optional.of("1m30s"),
                                Optional.of("aws-cni"),
                                Optional.of(true),
                                Optional.of(false),
                                List.of("10.3.0.0/16", "10.33.0.0/16"),
                                List.of("fd00:3::/104"),
                                Optional.of("10.0.0.0/8"),
                                Optional.empty(),
                                Optional.of(8473),
                                Optional.of("true"),
                                Optional.of("crd")))),
                fact(
                        new CiliumConfigKind(),
                        config(Map.ofEntries(
                                Map.entry("cluster-name", "east"),
                                Map.entry("cluster-id", "3"),
                                Map.entry("max-connected-clusters", "511"),
                                Map.entry("routing-mode", "native"),
                                Map.entry("tunnel-protocol", "geneve"),
                                Map.entry("ipam", "eni"),
                                Map.entry("enable-ipsec", "true"),
                                Map.entry("clustermesh-default-global-namespace", "False"),
                                Map.entry("clustermesh-enable-mcs-api", "1"),
                                Map.entry("enable-cilium-endpoint-slice", "t"),
                                Map.entry("policy-default-local-cluster", "true"),
                                Map.entry("clustermesh-cache-ttl", "1m30s"),
                                Map.entry("cni-chaining-mode", "aws-cni"),
                                Map.entry("enable-ipv4", "true"),
                                Map.entry("enable-ipv6", "false"),
                                Map.entry("cluster-pool-ipv4-cidr", "10.3.0.0/16 10.33.0.0/16"),
                                Map.entry("cluster-pool-ipv6-cidr", "fd00:3::/104,"),
                                Map.entry("ipv4-native-routing-cidr", "10.0.0.0/8"),
                                Map.entry("tunnel-port", "8473"),
                                Map.entry("kube-proxy-replacement", "true"),
                                Map.entry("identity-allocation-mode", "crd"),
                                Map.entry("debug", "true")))));
    }

    @Test
    void whatTheConfigurationDoesNotSayIsAbsent() throws IOException {
        CiliumConfigFact config = (CiliumConfigFact)
                fact(new CiliumConfigKind(), config(Map.of("enable-wireguard", "true", "cluster-name", "")));

        assertEquals(Optional.of("wireguard"), config.encryption());
        assertEquals(Optional.empty(), config.clusterName());
        assertEquals(Optional.empty(), config.namespacesGlobalByDefault());
        assertEquals(List.of(false, false), List.of(config.mcsApi(), config.endpointSlices()));
    }

    @Test
    void aNonsenseValueOfWhatTheMeshDoesNotRestOnIsPassedOver() throws IOException {
        CiliumConfigFact config = (CiliumConfigFact) fact(
                new CiliumConfigKind(),
                config(Map.of("cluster-name", "east", "enable-ipv6", "maybe", "tunnel-port", "x", "enable-ipv4", "1")));

        assertEquals(Optional.of("east"), config.clusterName());
        assertEquals(Optional.of(true), config.network().orElseThrow().ipv4());
        assertEquals(Optional.empty(), config.network().orElseThrow().ipv6());
        assertEquals(Optional.empty(), config.network().orElseThrow().tunnelPort());
    }

    @Test
    void aConfigurationWithANonsenseValueIsNotTaken() throws IOException {
        assertEquals(
                "ConfigMap kube-system/cilium-config: data[cluster-id] is x, expected a whole number",
                problem(new CiliumConfigKind(), config(Map.of("cluster-id", "x"))));
        assertEquals(
                "ConfigMap kube-system/cilium-config: data[enable-ipsec] is yes, expected true or false",
                problem(new CiliumConfigKind(), config(Map.of("enable-ipsec", "yes"))));
    }
}
