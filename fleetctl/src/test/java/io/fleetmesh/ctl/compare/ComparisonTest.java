package io.fleetmesh.ctl.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.sliceproto.ClusterEndpointSlice;
import io.fleetmesh.sliceproto.SliceEndpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final String CART = "cilium/cache/services/v1/east/shop/cart";
    private static final String SLICE = "cilium/cache/endpointslices/v1/east/shop/cart-1";

    private NavigableMap<String, String> there = new TreeMap<>();
    private NavigableMap<String, String> here = new TreeMap<>();

    @BeforeEach
    void bothHaveWhatCiliumMade() throws IOException {
        there = Samples.all();
        here = Samples.all();
    }

    private List<Difference> differences() {
        List<Difference> found = new ArrayList<>();
        Comparison comparison = new Comparison(new Cluster("east", 3, 255), false);
        for (MeshFamily family : MeshFamily.values()) {
            comparison.family(family, Samples.of(there, family), Samples.of(here, family), found::add);
        }
        return found;
    }

    private static List<Difference> slices(ClusterEndpointSlice theirs, ClusterEndpointSlice ours) {
        List<Difference> found = new ArrayList<>();
        new Comparison(new Cluster("east", 3, 255), true)
                .family(
                        MeshFamily.ENDPOINT_SLICES,
                        List.of(new Entry(SLICE, Zstd.compress(theirs.toByteArray())))
                                .iterator(),
                        List.of(new Entry(SLICE, Zstd.compress(ours.toByteArray())))
                                .iterator(),
                        found::add);
        return found;
    }

    @Test
    void whatIsEqualIsNoDifference() {
        assertEquals(List.of(), differences());
    }

    @Test
    void whatReadersTakeForEqualIsEqual() {
        here.replaceAll((key, value) -> value.replace("\"Labels\":null", "\"Labels\":{}")
                .replace("\"backends\":{},", "")
                .replaceFirst("^\\{(\"cluster\":\"east\"),(.*)}$", "{$2,$1}"));

        assertEquals(List.of(), differences());
    }

    @Test
    void whatOnlyOneSideHasIsMissingOnTheOther() {
        here.remove(CART);
        here.put("cilium/cache/nodes/v1/east/n3", "{\"Name\":\"n3\"}");

        assertEquals(
                List.of(
                        new Difference.MissingThere("cilium/cache/nodes/v1/east/n3", Optional.empty()),
                        new Difference.MissingHere(CART, Optional.empty())),
                differences());
    }

    @Test
    void valuesAreComparedFieldByField() {
        here.computeIfPresent(CART, (_, value) -> value.replace("\"Port\":80}", "\"Port\":81}"));

        assertEquals(
                List.of(new Difference.Differs(
                        CART,
                        List.of(new Difference.Field(
                                "frontends/10.96.0.10/http/Port",
                                Optional.of("80"),
                                Optional.of("81"),
                                Optional.empty())))),
                differences());
    }

    @Test
    void labelsOfAnIdentityAreComparedOneByOneAndSoIsTheirOrder() {
        here.put("cilium/cache/identities/v1/east/id/200001", "k8s:app=basket;any:alpha=x;");
        there.put("cilium/cache/identities/v1/east/id/200001", "any:alpha=x;k8s:app=cart;");

        Difference.Differs differs =
                assertInstanceOf(Difference.Differs.class, differences().getFirst());
        assertEquals(
                List.of("label/k8s:app", "order"),
                differs.fields().stream().map(Difference.Field::path).toList());
        assertEquals(Optional.empty(), differs.purpose());
    }

    @Test
    void whatWeDoOtherwiseOnPurposeIsToldApart() {
        here.keySet()
                .removeIf(key -> key.contains("/east/closed/")
                        || key.endsWith("/shop/external")
                        || key.endsWith("/<nil>")
                        || key.endsWith("/id/5"));
        here.computeIfPresent(
                "cilium/cache/ip/v1/east/10.3.1.11", (_, value) -> value.replace("\"twin\"", "\"another\""));
        here.computeIfPresent(
                "cilium/cache/services/v1/east/shop/many",
                (_, value) -> value.replace(
                        "\"10.3.1.30\":{\"a\"", "\"10.3.1.30\":{\"b\":{\"Protocol\":\"TCP\",\"Port\":9},\"a\""));

        List<Difference> found = differences();
        assertEquals(
                List.of(), found.stream().filter(one -> one.purpose().isEmpty()).toList());
        assertEquals(
                List.of(
                        "cilium/cache/identities/v1/east/id/5",
                        "cilium/cache/ip/v1/east/10.3.1.11",
                        "cilium/cache/ip/v1/east/<nil>",
                        "cilium/cache/serviceexports/v1/east/closed/hidden-export",
                        "cilium/cache/services/v1/east/closed/hidden",
                        "cilium/cache/services/v1/east/shop/external",
                        "cilium/cache/services/v1/east/shop/many"),
                List.copyOf(new TreeSet<>(found.stream().map(Difference::key).toList())));
    }

    @Test
    void anAddressWhoseIdentityIsNowhereWaitsOnPurpose() {
        String pod = "{\"IP\":\"10.3.1.99\",\"ID\":%d,\"K8sNamespace\":\"shop\",\"K8sPodName\":\"new\"}";
        there.put("cilium/cache/ip/v1/east/10.3.1.99", pod.formatted(200_777));

        assertTrue(differences().getFirst().purpose().orElseThrow().contains("neither store has its identity 200777"));

        // That it is known there is no purpose any more, whether we have it or not.
        there.put("cilium/cache/identities/v1/east/id/200777", "k8s:app=new;k8s:io.cilium.k8s.policy.cluster=east;");
        assertEquals(
                List.of(Optional.empty(), Optional.empty()),
                differences().stream().map(Difference::purpose).toList());
        here.put("cilium/cache/identities/v1/east/id/200777", "k8s:app=new;k8s:io.cilium.k8s.policy.cluster=east;");
        assertEquals(
                List.of(Optional.empty()),
                differences().stream().map(Difference::purpose).toList());

        // Those that mean the same everywhere are in no store.
        there.put("cilium/cache/ip/v1/east/10.3.1.99", pod.formatted(1));
        assertEquals(
                List.of(Optional.empty()),
                differences().stream().map(Difference::purpose).toList());
    }

    @Test
    void aPortNumberThatIsNoneIsLeftOutOnPurpose() {
        there.computeIfPresent(
                "cilium/cache/services/v1/east/shop/many",
                (_, value) -> value.replace(
                        "\"10.3.1.30\":{\"a\"", "\"10.3.1.30\":{\"b\":{\"Protocol\":\"TCP\",\"Port\":0},\"a\""));

        Difference.Differs differs =
                assertInstanceOf(Difference.Differs.class, differences().getFirst());
        assertEquals(
                List.of("backends/10.3.1.30/b/Port", "backends/10.3.1.30/b/Protocol"),
                differs.fields().stream().map(Difference.Field::path).toList());
        assertTrue(differs.purpose().orElseThrow().contains("no port has the number 0"));

        there.computeIfPresent(
                "cilium/cache/services/v1/east/shop/many", (_, value) -> value.replace("\"Port\":0}", "\"Port\":9}"));
        assertEquals(Optional.empty(), differences().getFirst().purpose());
    }

    @Test
    void aBackendThatOnlyWeHaveHasNoPurpose() {
        there.computeIfPresent(
                "cilium/cache/services/v1/east/shop/many",
                (_, value) -> value.replaceFirst("\"10.3.1.30\":\\{\"a\":\\{[^}]*}},", ""));

        assertEquals(
                List.of(Optional.empty()),
                differences().stream().map(Difference::purpose).toList());
    }

    @Test
    void aServiceThatIsMissingInANamespaceWithPodsHasNoPurpose() {
        here.keySet().removeIf(key -> key.endsWith("/shop/db"));

        assertTrue(differences().size() >= 2);
        assertTrue(differences().stream().allMatch(one -> one.purpose().isEmpty()));
    }

    @Test
    void theConfigurationIsComparedWithoutTheFormOfTheStore() {
        Entry theirs = new Entry("k", "{\"id\":3,\"capabilities\":{\"syncedCanaries\":true}}".getBytes(UTF_8));
        Entry ours =
                new Entry("k", "{\"id\":3,\"capabilities\":{\"syncedCanaries\":true,\"cached\":true}}".getBytes(UTF_8));
        Entry other =
                new Entry("k", "{\"id\":4,\"capabilities\":{\"syncedCanaries\":true,\"cached\":true}}".getBytes(UTF_8));

        assertTrue(Comparison.config(theirs, ours).orElseThrow().purpose().isPresent());
        assertEquals(
                Optional.empty(), Comparison.config(theirs, other).orElseThrow().purpose());
        assertEquals(Optional.empty(), Comparison.config(ours, ours));
    }

    @Test
    void slicesAreComparedAsWhatTheyUnpackTo() {
        SliceEndpoint one =
                SliceEndpoint.newBuilder().addAddresses("10.3.1.1").setZone("a").build();
        SliceEndpoint two = SliceEndpoint.newBuilder().addAddresses("10.3.1.2").build();
        ClusterEndpointSlice.Builder slice = ClusterEndpointSlice.newBuilder().setName("cart-1");
        ClusterEndpointSlice there =
                slice.clone().addEndpoints(one).addEndpoints(two).build();

        assertEquals(
                List.of(),
                slices(there, slice.clone().addEndpoints(two).addEndpoints(one).build()));
        assertEquals(
                List.of(new Difference.Differs(
                        SLICE,
                        List.of(new Difference.Field(
                                "endpoints/10.3.1.1/zone", Optional.of("a"), Optional.of("b"), Optional.empty())))),
                slices(
                        there,
                        slice.clone()
                                .addEndpoints(one.toBuilder().setZone("b"))
                                .addEndpoints(two)
                                .build()));
    }

    @Test
    void aValueThatCannotBeReadIsADifference() {
        there.put(CART, "{");

        Difference.Differs differs =
                assertInstanceOf(Difference.Differs.class, differences().getFirst());
        assertTrue(differs.fields().stream().anyMatch(field -> field.path().equals("unreadable")));
    }

    @Test
    void slicesThatAnOlderCiliumDoesNotExportAreMissingThereOnPurpose() {
        here.put(SLICE, "x");

        assertTrue(assertInstanceOf(Difference.MissingThere.class, differences().getFirst())
                .purpose()
                .isPresent());
    }
}
