package io.fleetmesh.contract;

import java.util.List;

/**
 * One service name over the whole fleet.
 *
 * @param exporters by member ID, ascending
 * @param conflicts what the exporters disagree on, in words; empty when they agree
 */
public record GlobalService(String namespace, String name, List<Exporter> exporters, List<Conflict> conflicts)
        implements FleetRecord {

    public GlobalService {
        exporters = List.copyOf(exporters);
        conflicts = List.copyOf(conflicts);
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

    /** A property on which exporters differ: {@code type} or {@code port/<name>}. */
    public record Conflict(String property, String detail) {}
}
