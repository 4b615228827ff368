package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.CART;
import static io.fleetmesh.aggregator.domain.Facts.GLOBAL;
import static io.fleetmesh.aggregator.domain.Facts.completeStep;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.service;
import static io.fleetmesh.aggregator.domain.Facts.slice;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which writes a plan lists, and in which order. */
class ExportPlanTest {
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

    @Test
    void newMemberIsWrittenSlicesBeforeServicesAndCompletenessLast() {
        ExportStep step = completeStep(
                namespace("shop"),
                service("cart", GLOBAL),
                service("api", GLOBAL),
                service("private", Map.of()),
                slice("cart-1", "cart", "10.3.1.10"),
                slice("api-1", "api", "10.3.1.11"),
                slice("private-1", "private", "10.3.1.12"));

        assertEquals(
                List.of(
                        "put cluster-config",
                        "put endpointslice/shop/api-1",
                        "put endpointslice/shop/cart-1",
                        "put wholeslice/shop/api-1",
                        "put wholeslice/shop/cart-1",
                        "put service/shop/api",
                        "put service/shop/cart",
                        "put complete/nodes",
                        "put complete/identities",
                        "put complete/ip",
                        "put complete/services",
                        "put complete/endpointslices",
                        "put complete/serviceexports"),
                text(step.plan(new Held(), true)));
    }

    @Test
    void clusterConfigIsTheMembers() {
        Held held = heldBy(step());

        assertEquals(Optional.of(new ClusterConfigRecord("east", 3, 255, false)), held.get("cluster-config"));
    }

    @Test
    void serviceThatGoesIsDeletedBeforeItsSlices() {
        ExportStep step =
                completeStep(namespace("shop"), service("cart", GLOBAL), slice("cart-1", "cart", "10.3.1.10"));
        Held held = heldBy(step);

        Affected affected = Facts.apply(step, service("cart", Map.of()));

        assertEquals(
                List.of(
                        "delete service/shop/cart",
                        "delete endpointslice/shop/cart-1",
                        "delete wholeslice/shop/cart-1"),
                text(step.planFor(affected, held, true)));
    }

    @Test
    void nothingIsDeletedWithoutPermissionOrBeforeFactsAreComplete() {
        Held held =
                heldBy(completeStep(namespace("shop"), service("cart", GLOBAL), slice("cart-1", "cart", "10.3.1.10")));

        assertEquals(List.of(), completeStep().plan(held, false));
        assertEquals(List.of(), step().plan(held, true));
        assertEquals(List.of(), step().planFor(Set.of(CART), held, true));
    }

    @Test
    void lastFamilyToBecomeCompleteReleasesTheDeletesThatWaited() {
        Held held =
                heldBy(completeStep(namespace("shop"), service("cart", GLOBAL), slice("cart-1", "cart", "10.3.1.10")));
        ExportStep step = step();
        Facts.apply(step, new CompletenessFact(Family.NAMESPACE, 4, "9"));
        Affected second = Facts.apply(step, new CompletenessFact(Family.SERVICE, 2, "9"));
        assertEquals(List.of(), step.planFor(second, held, true));

        Affected third = Facts.apply(step, new CompletenessFact(Family.ENDPOINT_SLICE, 3, "9"));

        assertEquals(
                List.of(
                        new Operation.Delete("service/shop/cart"),
                        new Operation.Delete("endpointslice/shop/cart-1"),
                        new Operation.Delete("wholeslice/shop/cart-1"),
                        new Operation.Put(new CompletenessRecord(2)),
                        new Operation.Put(new CompletenessRecord(MeshFamily.ENDPOINT_SLICES, 2))),
                step.planFor(third, held, true));
    }

    @Test
    void goneSliceIsDeletedAndReplacementComesFirst() {
        ExportStep step =
                completeStep(namespace("shop"), service("cart", GLOBAL), slice("cart-1", "cart", "10.3.1.10"));
        Held held = heldBy(step);
        Facts.apply(step, slice("cart-2", "cart", "10.3.1.10"));
        step.apply("endpointslice/shop/cart-1", Optional.empty());

        assertEquals(
                List.of("put endpointslice/shop/cart-2", "delete endpointslice/shop/cart-1"),
                text(step.planFor(Set.of(CART), held, true)));
    }

    @Test
    void sliceThatMovesToAnotherServiceIsNotDeleted() {
        ExportStep step = completeStep(
                namespace("shop"), service("cart", GLOBAL), service("basket", GLOBAL), slice("s", "cart", "10.3.1.10"));
        Held held = heldBy(step);

        Affected affected = Facts.apply(step, slice("s", "basket", "10.3.1.10"));

        assertEquals(Set.of(CART, new ServiceName("shop", "basket")), affected.services());
        assertEquals(
                List.of("put endpointslice/shop/s", "put wholeslice/shop/s"), text(step.planFor(affected, held, true)));
        assertEquals(List.of("put endpointslice/shop/s"), text(step.planFor(Set.of(CART), held, true)));
    }

    @Test
    void namespaceThatClosesTakesItsServicesAlong() {
        ExportStep step =
                completeStep(namespace("shop"), service("cart", GLOBAL), slice("cart-1", "cart", "10.3.1.10"));
        Held held = heldBy(step);

        Affected closed = Facts.apply(step, namespace("shop", "false"));

        assertEquals(
                List.of(
                        "delete service/shop/cart",
                        "delete endpointslice/shop/cart-1",
                        "delete wholeslice/shop/cart-1"),
                text(step.planFor(closed, held, true)));
        assertEquals(
                Set.of(CART), step.apply("namespace/shop", Optional.empty()).services());
    }

    @Test
    void unchangedAndForeignFactsAffectNothing() {
        ExportStep step = completeStep(namespace("shop"), service("cart", GLOBAL));

        assertEquals(Affected.NOTHING, Facts.apply(step, service("cart", GLOBAL)));
        assertEquals(Affected.NOTHING, step.apply("service/shop/never-seen", Optional.empty()));
        assertEquals(Affected.NOTHING, step.apply("identity", Optional.empty()));
        assertEquals(Affected.NOTHING, step.apply("nonsense/a/b/c", Optional.empty()));
    }

    @Test
    void factUnderAnotherKeyIsReportedAndNotTaken() {
        ExportStep step = step(namespace("shop"));

        Affected affected = step.apply("service/shop/other", Optional.of(service("cart", GLOBAL)));

        assertEquals(
                List.of(new Problem(
                        "service/shop/other",
                        "key",
                        "service/shop/other",
                        "the key of the fact in it, service/shop/cart")),
                affected.problems());
        assertEquals(ExportVerdict.ABSENT, step.desired(CART).verdict());
    }

    @Test
    void settingsRefuseAnUnknownMeshSize() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> new ExportSettings(NamespaceDefault.NOT_APPLIED, 300));

        assertEquals("maxConnectedClusters: expected 255 or 511, found 300", refused.getMessage());
    }
}
