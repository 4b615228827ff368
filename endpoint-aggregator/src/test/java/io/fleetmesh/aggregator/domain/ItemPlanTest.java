package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.completeStep;
import static io.fleetmesh.aggregator.domain.Facts.config;
import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.endpointSlice;
import static io.fleetmesh.aggregator.domain.Facts.identity;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.node;
import static io.fleetmesh.aggregator.domain.Facts.pod;
import static io.fleetmesh.aggregator.domain.Facts.service;
import static io.fleetmesh.aggregator.domain.Facts.slice;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In which order nodes, identities, addresses and exports are written, and when they are taken away. */
class ItemPlanTest {
    private static final long ONE = 200_001;
    private static final long TWO = 200_002;
    private static final String IP = "10.3.1.10";

    private static List<String> text(List<Operation> operations) {
        return operations.stream()
                .map(operation -> switch (operation) {
                    case Operation.Put put -> "put " + put.key();
                    case Operation.Delete delete -> "delete " + delete.key();
                })
                .toList();
    }

    private static Held heldBy(ExportStep step) {
        Held held = new Held();
        step.plan(held, true).forEach(held::apply);
        return held;
    }

    /** Applies facts as one batch, and carries out its plan. */
    private static List<String> batch(ExportStep step, Held held, MemberFact... facts) {
        Pending pending = new Pending();
        for (MemberFact fact : facts) {
            pending.add(Facts.apply(step, fact));
        }
        return carriedOut(step, held, pending);
    }

    private static List<String> carriedOut(ExportStep step, Held held, Pending pending) {
        List<Operation> operations = step.planFor(pending.take(), held, true);
        operations.forEach(held::apply);
        return text(operations);
    }

    private static List<String> gone(ExportStep step, Held held, String... keys) {
        Pending pending = new Pending();
        for (String key : keys) {
            pending.add(step.apply(key, Optional.empty()));
        }
        return carriedOut(step, held, pending);
    }

    private static ServiceExportFact export(String name) {
        return new ServiceExportFact("shop", name, Instant.EPOCH, Map.of(), Map.of());
    }

    @Test
    void whatIsReferredToComesFirstAndGoesLast() {
        ExportStep step = completeStep(namespace("shop"), config(true, false));
        Held held = heldBy(step);

        assertEquals(
                List.of(
                        "put node/n",
                        "put identity/200001",
                        "put ip/10.3.1.10",
                        "put endpointslice/shop/cart-1",
                        "put wholeslice/shop/cart-1",
                        "put service/shop/cart",
                        "put serviceexport/shop/cart"),
                batch(
                        step,
                        held,
                        export("cart"),
                        service("cart", Facts.GLOBAL),
                        slice("cart-1", "cart", IP),
                        endpoint("shop", "cart-0", ONE, IP),
                        identity(ONE, "shop"),
                        node("n", "172.18.0.2")));
        assertEquals(
                List.of(
                        "delete serviceexport/shop/cart",
                        "delete service/shop/cart",
                        "delete endpointslice/shop/cart-1",
                        "delete wholeslice/shop/cart-1",
                        "delete ip/10.3.1.10",
                        "delete identity/200001",
                        "delete node/n"),
                gone(
                        step,
                        held,
                        "ciliumnode/n",
                        "ciliumidentity/200001",
                        "ciliumendpoint/shop/cart-0",
                        "endpointslice/shop/cart-1",
                        "service/shop/cart",
                        "serviceexport/shop/cart"));
    }

    @Test
    void aNamespaceThatClosesTakesAllThatIsOfItAlongAndNothingElse() {
        ExportStep step = completeStep(
                namespace("shop"),
                namespace("side"),
                config(true, false),
                node("n", "172.18.0.2"),
                identity(ONE, "shop"),
                identity(TWO, "side"),
                endpoint("shop", "a", ONE, IP),
                endpoint("side", "b", ONE, "10.3.1.11"),
                endpoint("side", "c", TWO, "10.3.1.12"),
                service("cart", Map.of()),
                export("cart"));
        Held held = heldBy(step);

        assertEquals(
                List.of(
                        "delete serviceexport/shop/cart",
                        "delete ip/10.3.1.10",
                        "delete ip/10.3.1.11",
                        "delete identity/200001"),
                batch(step, held, namespace("shop", "false")));
        assertEquals(
                List.of("put identity/200001", "put ip/10.3.1.10", "put ip/10.3.1.11", "put serviceexport/shop/cart"),
                batch(step, held, namespace("shop")));
    }

    @Test
    void anAddressThatIsUsedAgainIsNeverLost() {
        ExportStep step = completeStep(
                namespace("shop"), identity(ONE, "shop"), identity(TWO, "shop"), endpoint("shop", "a", ONE, IP));
        Held held = heldBy(step);

        assertEquals(List.of(), batch(step, held, endpoint("shop", "b", TWO, IP)));
        assertEquals(List.of("put ip/10.3.1.10"), gone(step, held, "ciliumendpoint/shop/a"));
        assertEquals(List.of("delete ip/10.3.1.10"), gone(step, held, "ciliumendpoint/shop/b"));
    }

    @Test
    void aLateDeleteOfTheOldOwnerTakesNothingFromTheNewOne() {
        ExportStep step = completeStep(namespace("shop"), endpoint("shop", "b", 0, IP));
        Held held = heldBy(step);

        assertEquals(List.of("put ip/10.3.1.10"), batch(step, held, endpoint("shop", "a", 0, IP)));
        assertEquals(List.of(), gone(step, held, "ciliumendpoint/shop/b"));
        assertEquals(Optional.of("a"), held.get("ip/" + IP).map(record -> ((IpRecord) record).pod()));
    }

    @Test
    void aPodWhoseNewIdentityIsNotThereYetKeepsItsAddressAndItsOldIdentity() {
        ExportStep step = completeStep(namespace("shop"), identity(ONE, "shop"), endpoint("shop", "a", ONE, IP));
        Held held = heldBy(step);

        assertEquals(List.of(), batch(step, held, endpoint("shop", "a", TWO, IP)));
        assertEquals(List.of(), gone(step, held, "ciliumidentity/200001"));
        assertEquals(
                List.of("put identity/200002", "put ip/10.3.1.10", "delete identity/200001"),
                batch(step, held, identity(TWO, "shop")));
    }

    @Test
    void aPodWhoseNewIdentityIsLateLosesItsAddressToNobodyMeanwhile() {
        ExportStep step = completeStep(
                namespace("shop"),
                identity(ONE, "shop"),
                endpoint("shop", "a", ONE, IP),
                endpoint("shop", "b", ONE, IP));
        Held held = heldBy(step);

        assertEquals(List.of(), batch(step, held, endpoint("shop", "a", TWO, IP)));
        assertEquals(List.of("put identity/200002", "put ip/10.3.1.10"), batch(step, held, identity(TWO, "shop")));
    }

    @Test
    void anotherPodNeverHasTheAddressWithTheIdentityOfTheOneBefore() {
        ExportStep step = completeStep(namespace("shop"), identity(ONE, "shop"), endpoint("shop", "a", ONE, IP));
        Held held = heldBy(step);
        Pending pending = new Pending();
        pending.add(step.apply("ciliumendpoint/shop/a", Optional.empty()));
        pending.add(Facts.apply(step, endpoint("shop", "b", TWO, IP)));

        assertEquals(List.of("delete ip/10.3.1.10"), carriedOut(step, held, pending));
        assertEquals(List.of("put identity/200002", "put ip/10.3.1.10"), batch(step, held, identity(TWO, "shop")));
    }

    @Test
    void anIdentityStaysWhileAddressesThatAreHeldWithItMustStay() {
        ExportStep step = completeStep(namespace("shop"), identity(ONE, "shop"), endpoint("shop", "a", ONE, IP));
        Held held = heldBy(step);
        // Without a marker of endpoints no address may go, while identities could.
        assertEquals(List.of(), gone(step, held, "complete/ciliumendpointslice", "complete/ciliumendpoint"));

        assertEquals(List.of(), gone(step, held, "ciliumendpoint/shop/a", "ciliumidentity/200001"));
        assertEquals(
                List.of("delete ip/10.3.1.10", "delete identity/200001"),
                batch(step, held, new CompletenessFact(Family.CILIUM_ENDPOINT, 1, "9")));
    }

    @Test
    void aMemberThatIsSwitchedToSlicesKeepsItsAddressesUntilTheSlicesAreListed() {
        ExportStep step = step(
                namespace("shop"),
                config(false, false),
                endpoint("shop", "a", 0, IP),
                endpoint("shop", "ghost", 0, "10.3.1.99"),
                new CompletenessFact(Family.NAMESPACE, 1, "1"),
                new CompletenessFact(Family.CILIUM_CONFIG, 1, "1"),
                new CompletenessFact(Family.CILIUM_IDENTITY, 1, "1"),
                new CompletenessFact(Family.CILIUM_ENDPOINT, 1, "1"));
        Held held = heldBy(step);

        assertEquals(List.of(), batch(step, held, config(false, true)));
        assertEquals(
                List.of(), batch(step, held, endpointSlice("s", "shop", pod("a", 0, IP), pod("b", 0, "10.3.1.11"))));
        assertTrue(step.isComplete(MeshFamily.IPS));
        assertEquals(
                List.of("put ip/10.3.1.11", "delete ip/10.3.1.99"),
                batch(step, held, new CompletenessFact(Family.CILIUM_ENDPOINT_SLICE, 1, "9")));
        assertEquals(
                List.of(),
                gone(step, held, "complete/ciliumendpoint", "ciliumendpoint/shop/a", "ciliumendpoint/shop/ghost"));
        assertTrue(step.isComplete(MeshFamily.IPS));
    }

    @Test
    void eachFamilyIsCompleteByTheFactsThatItRestsOn() {
        ExportStep step = step(config(true, false));
        for (MeshFamily family : MeshFamily.values()) {
            assertFalse(step.isComplete(family), family::name);
        }
        Facts.apply(step, new CompletenessFact(Family.CILIUM_NODE, 1, "", Optional.of(true)));
        assertTrue(step.isComplete(MeshFamily.NODES));

        Facts.apply(step, new CompletenessFact(Family.NAMESPACE, 1, "1"));
        Facts.apply(step, new CompletenessFact(Family.CILIUM_CONFIG, 1, "1"));
        Facts.apply(step, new CompletenessFact(Family.CILIUM_IDENTITY, 1, "1"));
        assertTrue(step.isComplete(MeshFamily.IDENTITIES));
        assertFalse(step.isComplete(MeshFamily.IPS));

        Facts.apply(step, new CompletenessFact(Family.SERVICE, 1, "1"));
        assertFalse(step.isComplete(MeshFamily.SERVICE_EXPORTS));
        Facts.apply(step, config(false, false));
        assertTrue(step.isComplete(MeshFamily.SERVICE_EXPORTS));
        assertFalse(step.isComplete());
    }

    @Test
    void aMemberSaysThatItHasExportsWhenItIsConfiguredForThemAndServesTheKind() {
        ExportStep step = step(config(true, false));
        Held held = heldBy(step);
        assertEquals(Optional.of(new ClusterConfigRecord("east", 3, 255, false)), held.get("cluster-config"));

        assertEquals(
                List.of("put cluster-config"), batch(step, held, new CompletenessFact(Family.SERVICE_EXPORT, 1, "1")));

        assertEquals(Optional.of(new ClusterConfigRecord("east", 3, 255, true)), held.get("cluster-config"));
        assertEquals(
                List.of("put cluster-config"),
                batch(step, held, new CompletenessFact(Family.SERVICE_EXPORT, 2, "1", Optional.of(true))));
    }

    @Test
    void theVersionIsWhatTheAgentsImageSaysOrElseTheConfiguration() {
        ExportStep step = completeStep(config(false, false));
        Held held = heldBy(step);
        assertEquals(Optional.empty(), version(held));

        assertEquals(
                List.of("put cluster-config"),
                batch(step, held, new CiliumAgentFact("cilium:v1.20.2", Optional.of("1.20.2"))));
        assertEquals(Optional.of("1.20.2"), version(held));
        assertEquals(List.of(), batch(step, held, new CiliumAgentFact("mirror/cilium:v1.20.2", Optional.of("1.20.2"))));

        assertEquals(List.of("put cluster-config"), gone(step, held, CiliumAgentFact.KEY));
        assertEquals(Optional.empty(), version(held));
    }

    private static Optional<String> version(Held held) {
        return ((ClusterConfigRecord) held.get("cluster-config").orElseThrow()).ciliumVersion();
    }

    @Test
    void aMemberWithoutCiliumIsCompleteAndHasNone() {
        ExportStep step = completeStep(namespace("shop"), service("cart", Facts.GLOBAL));
        for (Family family : List.of(Family.CILIUM_NODE, Family.CILIUM_IDENTITY, Family.CILIUM_ENDPOINT)) {
            Facts.apply(step, new CompletenessFact(family, 1, "", Optional.of(true)));
        }

        assertEquals(
                List.of(
                        "put cluster-config",
                        "put service/shop/cart",
                        "put complete/nodes",
                        "put complete/identities",
                        "put complete/ip",
                        "put complete/services",
                        "put complete/endpointslices",
                        "put complete/serviceexports"),
                text(step.plan(new Held(), true)));
    }
}
