package io.fleetmesh.aggregator.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.BackendPort;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What we export of the sample objects beside what a real Cilium 1.19.7 exported of them. {@code expected-services.txt} holds
 * its {@code services/v1} entries: a key line, then a value line.
 */
class ExportGolden {
    private static final String PREFIX = "cilium/cache/services/v1/east/";

    /** Where we differ on purpose: a closed namespace is withheld as by 1.20, and agents refuse an ExternalName entry. */
    private static final Set<ServiceName> WITHHELD =
            Set.of(new ServiceName("closed", "hidden"), new ServiceName("shop", "external"));
    /** One address in two slices: Cilium lets the last slice read win; the store that joins slices decides this for us. */
    private static final ServiceName JOINED_LATER = new ServiceName("shop", "many");

    private final Map<ServiceName, JsonNode> cilium = new TreeMap<>();
    private final ExportStep step = new ExportStep(Facts.EAST, ExportSettings.DEFAULTS);
    private final Set<ServiceName> known = new TreeSet<>();

    @BeforeEach
    void read() throws IOException {
        List<String> lines = new String(resource("expected-services.txt").readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        for (int i = 0; i < lines.size(); i += 2) {
            String[] path = lines.get(i).substring(PREFIX.length()).split("/", -1);
            cilium.put(new ServiceName(path[0], path[1]), new ObjectMapper().readTree(lines.get(i + 1)));
        }
        for (MemberFact fact : Manifests.facts(resource("input.yaml"))) {
            known.addAll(step.apply(fact.key(), Optional.of(fact)).services());
        }
    }

    private static InputStream resource(String name) {
        return Optional.ofNullable(ExportGolden.class.getResourceAsStream("/samples/" + name))
                .orElseThrow();
    }

    @Test
    void sameServicesAreExported() {
        Set<ServiceName> expected = new TreeSet<>(cilium.keySet());
        expected.removeAll(WITHHELD);

        known.removeIf(name -> step.desired(name).service().isEmpty());

        assertEquals(expected, known);
    }

    @Test
    void frontendsLabelsAndSelectorsAreTheSame() {
        ObjectMapper mapper = new ObjectMapper();
        for (ServiceName name : known) {
            step.desired(name).service().ifPresent(service -> {
                JsonNode expected = cilium.get(name);
                assertEquals(expected.get("frontends"), mapper.valueToTree(frontends(service)), name::toString);
                assertEquals(expected.get("labels"), mapper.valueToTree(service.labels()), name::toString);
                assertEquals(expected.get("selector"), mapper.valueToTree(service.selector()), name::toString);
            });
        }
    }

    @Test
    void backendsHostnamesAndZonesAreTheSame() {
        ObjectMapper mapper = new ObjectMapper();
        for (ServiceName name : known) {
            Export export = step.desired(name);
            if (export.service().isPresent() && !name.equals(JOINED_LATER)) {
                JsonNode expected = cilium.get(name);
                JsonNode none = mapper.createObjectNode();
                assertEquals(expected.get("backends"), mapper.valueToTree(backends(export)), name::toString);
                assertEquals(
                        expected.path("hostnames").isMissingNode() ? none : expected.get("hostnames"),
                        mapper.valueToTree(hostnames(export)),
                        name::toString);
                assertEquals(
                        expected.path("zones").isMissingNode() ? none : expected.get("zones"),
                        mapper.valueToTree(zones(export)),
                        name::toString);
            }
        }
    }

    @Test
    void addressInTwoSlicesStaysInBoth() {
        List<EndpointSliceRecord> slices = step.desired(JOINED_LATER).slices();

        assertEquals(
                List.of(List.of("10.3.1.30"), List.of("10.3.1.30", "10.3.1.31")),
                slices.stream()
                        .map(slice ->
                                slice.backends().stream().map(Backend::address).toList())
                        .toList());
    }

    private static Map<String, Object> port(String protocol, int number) {
        return Map.of("Protocol", protocol, "Port", number);
    }

    private static Map<String, Object> frontends(ServiceRecord service) {
        Map<String, Object> ports = new TreeMap<>();
        service.ports().forEach(port -> ports.put(port.name(), port(port.protocol(), port.port())));
        Map<String, Object> frontends = new TreeMap<>();
        service.frontends().forEach(ip -> frontends.put(ip, ports));
        return frontends;
    }

    private static Map<String, Object> backends(Export export) {
        Map<String, Object> backends = new TreeMap<>();
        for (EndpointSliceRecord slice : export.slices()) {
            Map<String, Object> ports = new TreeMap<>();
            for (BackendPort port : slice.ports()) {
                ports.put(port.name(), port(port.protocol(), port.port()));
            }
            slice.backends().forEach(backend -> backends.put(backend.address(), ports));
        }
        return backends;
    }

    private static Map<String, Object> hostnames(Export export) {
        Map<String, Object> hostnames = new TreeMap<>();
        for (EndpointSliceRecord slice : export.slices()) {
            slice.backends().forEach(backend -> backend.hostname().ifPresent(h -> hostnames.put(backend.address(), h)));
        }
        return hostnames;
    }

    private static Map<String, Object> zones(Export export) {
        Map<String, Object> zones = new TreeMap<>();
        for (EndpointSliceRecord slice : export.slices()) {
            for (Backend backend : slice.backends()) {
                List<Map<String, String>> hints = backend.forZones().stream()
                        .map(zone -> Map.of("name", zone))
                        .toList();
                backend.zone().ifPresent(zone -> zones.put(backend.address(), Map.of("zone", zone, "forZones", hints)));
            }
        }
        return zones;
    }
}
