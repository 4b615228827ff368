package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.config;
import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.export;
import static io.fleetmesh.aggregator.domain.Facts.identity;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.node;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fleetmesh.contract.MeshFamily;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of nodes, identities, addresses and service exports alike. */
class ItemRulesTest {
    private static final long ID = 200_001;

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
        ExportStep step = new ExportStep(Facts.EAST, new ExportSettings(NamespaceDefault.of(profile), 255));
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
