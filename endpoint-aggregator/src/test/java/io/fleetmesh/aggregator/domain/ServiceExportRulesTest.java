package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.config;
import static io.fleetmesh.aggregator.domain.Facts.export;
import static io.fleetmesh.aggregator.domain.Facts.fields;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.ServiceTraffic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ServiceExports a member gives, and as what. */
class ServiceExportRulesTest {
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
}
