package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.config;
import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.export;
import static io.fleetmesh.aggregator.domain.Facts.identity;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A plan is applied that says something else of namespaces without the annotation, while the member is exported. */
class AppliedDefaultTest {
    private static final NamespaceDefault CLOSED = NamespaceDefault.of(false);
    private static final NamespaceDefault OPEN = NamespaceDefault.of(true);
    private static final long ID = 200_001;
    private static final List<String> GOVERNED = List.of(
            "service/shop/cart",
            "endpointslice/shop/cart-a",
            "wholeslice/shop/cart-a",
            "serviceexport/shop/cart",
            "identity/" + ID,
            "ip/10.3.1.10");

    private final Held held = new Held();

    private static ExportStep shop(MemberFact namespace) {
        return Facts.completeStep(
                namespace,
                config(true, false, Optional.empty()),
                node("n", "172.18.0.2"),
                Facts.service("cart", Facts.GLOBAL),
                Facts.slice("cart-a", "cart", "10.3.1.10"),
                export("cart"),
                identity(ID, "shop"),
                endpoint("shop", "cart-0", ID, "10.3.1.10"));
    }

    private List<String> apply(ExportStep step, NamespaceDefault next) {
        List<String> written = new ArrayList<>();
        for (Operation operation : step.planFor(step.apply(next), held, true)) {
            held.apply(operation);
            written.add((operation instanceof Operation.Delete ? "-" : "+") + operation.key());
        }
        return written;
    }

    @Test
    void whatItClosesIsWithdrawnOfEveryFamilyServicesFirstAndWhatItOpensComesServicesLast() {
        ExportStep step = shop(namespace("shop"));
        step.plan(held, true).forEach(held::apply);
        assertTrue(held.records().keySet().containsAll(GOVERNED), held.records().toString());

        assertEquals(
                List.of(
                        "+cluster-config",
                        "-serviceexport/shop/cart",
                        "-service/shop/cart",
                        "-endpointslice/shop/cart-a",
                        "-wholeslice/shop/cart-a",
                        "-ip/10.3.1.10",
                        "-identity/" + ID),
                apply(step, CLOSED));
        assertTrue(held.records().containsKey("node/n"), "a node is of no namespace");

        assertEquals(
                List.of(
                        "+cluster-config",
                        "+identity/" + ID,
                        "+ip/10.3.1.10",
                        "+endpointslice/shop/cart-a",
                        "+wholeslice/shop/cart-a",
                        "+service/shop/cart",
                        "+serviceexport/shop/cart"),
                apply(step, OPEN));
    }

    @Test
    void whatIsAnnotatedStaysAsItsNamespaceSays() {
        ExportStep step = shop(namespace("shop", "true"));
        step.plan(held, true).forEach(held::apply);

        assertEquals(List.of("+cluster-config"), apply(step, CLOSED));
        assertTrue(held.records().keySet().containsAll(GOVERNED));
    }

    @Test
    void aPlanOpensNothingThatTheMemberItselfCloses() {
        ExportStep step = shop(namespace("shop"));
        Facts.apply(step, config(true, false, Optional.of(false)));
        step.apply(CLOSED);
        step.plan(held, true).forEach(held::apply);

        assertEquals(List.of("+cluster-config"), apply(step, OPEN));
        assertFalse(held.records().containsKey("service/shop/cart"));
    }

    @Test
    void theSameAgainChangesNothing() {
        ExportStep step = shop(namespace("shop"));
        step.apply(CLOSED);

        assertEquals(Affected.NOTHING, step.apply(CLOSED));
        assertEquals(Affected.EVERYTHING, step.apply(OPEN));
    }

    @Test
    void theOutputRemembersWhatItWasMadeBy() {
        assertEquals(NamespaceDefault.NOT_APPLIED, held.namespaces());
        ExportStep step = shop(namespace("shop"));
        step.plan(held, true).forEach(held::apply);
        assertEquals(NamespaceDefault.NOT_APPLIED, held.namespaces());

        apply(step, CLOSED);

        assertEquals(CLOSED, held.namespaces());
        assertEquals(
                Optional.of(false),
                ((ClusterConfigRecord) held.get(ClusterConfigRecord.KEY).orElseThrow()).namespacesGlobalByDefault());
    }

    @Test
    void ofAFamilyThatWasNotListedWholeNothingIsWithdrawn() {
        ExportStep whole = shop(namespace("shop"));
        whole.plan(held, true).forEach(held::apply);
        ExportStep step = Facts.step(namespace("shop"), Facts.service("cart", Facts.GLOBAL));

        assertEquals(List.of("+cluster-config"), apply(step, CLOSED));
    }
}
