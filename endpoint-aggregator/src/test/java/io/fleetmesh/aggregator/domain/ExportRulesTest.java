package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.CART;
import static io.fleetmesh.aggregator.domain.Facts.GLOBAL;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.service;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Services are exported, and as what. */
class ExportRulesTest {
    private static ExportVerdict verdict(Map<String, String> annotations) {
        return step(namespace("shop"), service("cart", annotations))
                .desired(CART)
                .verdict();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "true, EXPORTED",
                "TRUE, EXPORTED",
                "True, EXPORTED",
                "false, NOT_GLOBAL",
                "1, NOT_GLOBAL",
                "yes, NOT_GLOBAL",
                "| true |, NOT_GLOBAL",
                "||, NOT_GLOBAL"
            })
    void globalIsExactlyTrueIgnoringCase(String value, ExportVerdict expected) {
        assertEquals(expected, verdict(Map.of("service.cilium.io/global", value)));
        assertEquals(expected, verdict(Map.of("io.cilium/global-service", value)));
    }

    @Test
    void withoutAnAnnotationNothingIsExported() {
        assertEquals(ExportVerdict.NOT_GLOBAL, verdict(Map.of()));
    }

    @Test
    void newAnnotationDecidesOverItsAlias() {
        assertEquals(
                ExportVerdict.NOT_GLOBAL,
                verdict(Map.of("service.cilium.io/global", "false", "io.cilium/global-service", "true")));
        assertEquals(
                ExportVerdict.EXPORTED,
                verdict(Map.of(
                        "service.cilium.io/global", "true",
                        "io.cilium/global-service", "false",
                        "service.cilium.io/shared", "true",
                        "io.cilium/shared-service", "false")));
    }

    @ParameterizedTest
    @CsvSource({"true, EXPORTED", "True, EXPORTED", "false, NOT_SHARED", "yes, NOT_SHARED"})
    void sharedWithholdsUnlessTrue(String value, ExportVerdict expected) {
        assertEquals(expected, verdict(Map.of("service.cilium.io/global", "true", "service.cilium.io/shared", value)));
        assertEquals(expected, verdict(Map.of("service.cilium.io/global", "true", "io.cilium/shared-service", value)));
    }

    @Test
    void unknownNamespaceWithholdsUntilItIsKnown() {
        ExportStep step = step(service("cart", GLOBAL));
        assertEquals(ExportVerdict.NAMESPACE_UNKNOWN, step.desired(CART).verdict());

        Affected affected = Facts.apply(step, namespace("shop"));

        assertEquals(java.util.Set.of(CART), affected.services());
        assertEquals(ExportVerdict.EXPORTED, step.desired(CART).verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "true, , EXPORTED",
        "true, true, EXPORTED",
        "true, false, NAMESPACE_NOT_GLOBAL",
        "false, , NAMESPACE_NOT_GLOBAL",
        "false, TRUE, EXPORTED"
    })
    void namespaceAnnotationDecidesOverTheDefault(boolean globalByDefault, String annotation, ExportVerdict expected) {
        ExportStep step = new ExportStep(Facts.EAST, new ExportSettings(NamespaceDefault.of(globalByDefault), 255));
        Facts.apply(step, service("cart", GLOBAL));
        Facts.apply(step, annotation == null ? namespace("shop") : namespace("shop", annotation));

        assertEquals(expected, step.desired(CART).verdict());
    }

    @Test
    void externalNameAndOtherProxiesAreLeftOut() {
        ExportStep external = step(namespace("shop"), service("cart", GLOBAL, Map.of(), "ExternalName", List.of()));
        ExportStep proxied = step(
                namespace("shop"),
                service(
                        "cart",
                        GLOBAL,
                        Map.of("service.kubernetes.io/service-proxy-name", "other"),
                        "ClusterIP",
                        List.of("10.96.0.10")));

        assertEquals(ExportVerdict.EXTERNAL_NAME, external.desired(CART).verdict());
        assertEquals(ExportVerdict.OTHER_PROXY, proxied.desired(CART).verdict());
        assertEquals(Optional.empty(), proxied.desired(CART).service());
    }

    @Test
    void absentServiceIsNotExported() {
        assertEquals(ExportVerdict.ABSENT, step(namespace("shop")).desired(CART).verdict());
    }

    private static ServiceRecord exported(Map<String, String> labels, String... ips) {
        return step(namespace("shop"), service("cart", GLOBAL, labels, "ClusterIP", List.of(ips)))
                .desired(CART)
                .service()
                .orElseThrow();
    }

    @Test
    void headlessHasNoFrontends() {
        ServiceRecord byAddress = exported(Map.of(), "None");
        ServiceRecord byLowerCase = exported(Map.of(), "none");
        ServiceRecord byLabel = exported(Map.of("service.kubernetes.io/headless", ""), "10.96.0.30");

        for (ServiceRecord service : List.of(byAddress, byLowerCase, byLabel)) {
            assertEquals(true, service.headless());
            assertEquals(List.of(), service.frontends());
        }
    }

    @Test
    void bothFamiliesOfADualStackServiceBecomeFrontends() {
        ServiceRecord service = exported(Map.of(), "10.96.0.10", "FD00:96::0A");

        assertEquals(List.of("10.96.0.10", "fd00:96::a"), service.frontends());
        assertEquals(false, service.headless());
    }

    @Test
    void invalidFrontendIsLeftOutAndReported() {
        Export export = step(
                        namespace("shop"),
                        service("cart", GLOBAL, Map.of(), "ClusterIP", List.of("10.96.0.10", "nonsense")))
                .desired(CART);

        assertEquals(List.of("10.96.0.10"), export.service().orElseThrow().frontends());
        assertEquals(
                List.of(new Problem(
                        "service/shop/cart", "spec.clusterIPs", "nonsense", "an IPv4 or IPv6 address, or None")),
                export.problems());
    }
}
