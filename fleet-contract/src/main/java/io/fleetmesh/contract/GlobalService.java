package io.fleetmesh.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One service name over the whole fleet.
 *
 * @param exporters members whose Service of this name is global by its annotation: by member ID, ascending
 * @param conflicts what the exporters disagree on, in words; empty when they agree
 * @param serviceImport what ServiceExports of this name come to, if there are any; absent in records of earlier releases
 * @param held members whose export of this name waits for approval, so that nobody sees it: by member ID, ascending; none in
 *     records of earlier releases
 */
public record GlobalService(
        String namespace,
        String name,
        List<Exporter> exporters,
        List<Conflict> conflicts,
        Optional<ServiceImport> serviceImport,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Held> held)
        implements FleetRecord {

    /** Of a name without ServiceExports. */
    public GlobalService(String namespace, String name, List<Exporter> exporters, List<Conflict> conflicts) {
        this(namespace, name, exporters, conflicts, Optional.empty(), List.of());
    }

    public GlobalService {
        exporters = List.copyOf(exporters);
        conflicts = List.copyOf(conflicts);
        held = List.copyOf(held);
    }

    @Override
    public String key() {
        return namespace + "/" + name;
    }

    /** One member's part; {@code backends} counts distinct addresses. */
    public record Exporter(String member, boolean headless, List<MemberFact.ServicePort> ports, int backends) {
        public Exporter {
            ports = List.copyOf(ports);
        }
    }

    /** A member that waits; {@code created} is when what it would export was created there, by its API's word. */
    public record Held(String member, Optional<Instant> created) {}

    /** A property on which exporters differ, such as {@code type} or {@code port/<name>}. */
    public record Conflict(String property, String detail) {}
}
