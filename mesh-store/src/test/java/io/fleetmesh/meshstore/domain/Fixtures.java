package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.AllocCidrs;
import io.fleetmesh.contract.MeshRecord.Backend;
import io.fleetmesh.contract.MeshRecord.BackendPort;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Mesh records of a small fleet, and what a view shows. */
final class Fixtures {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final KeyRange ALL = KeyRange.prefix("cilium/");

    private Fixtures() {}

    static Projection projection() {
        return new Projection(ProjectionSettings.defaults(), new Revisions());
    }

    static ConsumerView view(String consumer, String... sources) {
        return new ConsumerView(consumer, consumer, List.of(sources));
    }

    static MeshRecord config(String cluster, int id) {
        return new ClusterConfigRecord(cluster, id, 255, true);
    }

    static MeshRecord complete() {
        return complete(MeshFamily.SERVICES);
    }

    static MeshRecord complete(MeshFamily family) {
        return new CompletenessRecord(family, 1);
    }

    static MeshRecord service(String name, String label) {
        return new ServiceRecord(
                "shop",
                name,
                false,
                List.of("172.20.0.10"),
                List.of(new ServicePort("http", "TCP", 80)),
                Map.of("app", label),
                Map.of("app", name));
    }

    static MeshRecord serviceOf(String namespace, String name, String label) {
        return new ServiceRecord(namespace, name, true, List.of(), List.of(), Map.of("app", label), Map.of());
    }

    static MeshRecord export(String namespace, String name) {
        return new ServiceExportRecord(
                namespace,
                name,
                NOW,
                true,
                List.of(),
                Map.of(),
                Map.of(),
                "None",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** @param namespace empty for an identity that is of none */
    static MeshRecord identity(long id, String namespace) {
        SecurityLabel app = new SecurityLabel("k8s", "app", "a" + id);
        // Who may set any other label shall not choose the namespace.
        SecurityLabel lookalike = new SecurityLabel("any", "io.kubernetes.pod.namespace", "forged");
        return new IdentityRecord(
                id,
                namespace.isEmpty()
                        ? List.of(app, lookalike)
                        : List.of(app, lookalike, new SecurityLabel("k8s", "io.kubernetes.pod.namespace", namespace)));
    }

    static MeshRecord ip(String address, long identity, String namespace) {
        return new IpRecord(address, Optional.of("172.18.0.2"), identity, 0, namespace, "pod", Optional.empty());
    }

    static MeshRecord node(String name) {
        return new NodeRecord(
                name,
                List.of(),
                AllocCidrs.NONE,
                AllocCidrs.NONE,
                IpPair.NONE,
                IpPair.NONE,
                0,
                0,
                Map.of(),
                Map.of(),
                "",
                "");
    }

    static MeshRecord slice(String service, String address) {
        return new EndpointSliceRecord(
                "shop",
                service + "-1",
                service,
                List.of(new BackendPort("http", "TCP", 8080)),
                List.of(new Backend(address, Optional.empty(), Optional.empty(), List.of())));
    }

    static WholeSliceRecord wholeSlice(String name, String address) {
        return wholeSlice("shop", name, address);
    }

    static WholeSliceRecord wholeSlice(String namespace, String name, String address) {
        return new WholeSliceRecord(
                namespace,
                name,
                Map.of("kubernetes.io/service-name", "cart"),
                Map.of(),
                "IPv4",
                List.of(new EndpointPort("http", "TCP", Optional.of(8080))),
                List.of(new Endpoint(
                        List.of(address),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of())));
    }

    /** What an agent of {@code cluster} reads now, without the heartbeat; empty if it is sent away. */
    static Map<String, String> shown(Projection projection, String cluster) {
        return projection.viewOf(cluster) instanceof ViewAccess.Access.Ready(ViewIndex index)
                ? content(index, 0)
                : Map.of();
    }

    /** A view's keys and values at a revision, 0 for now, without the heartbeat. */
    static Map<String, String> content(ViewIndex index, long revision) {
        Map<String, String> content = new TreeMap<>();
        if (index.range(ALL, revision, 0) instanceof RangeRead.Found found) {
            found.keyValues()
                    .forEach(kv -> content.put(kv.key().toString(), kv.value().toString()));
        }
        content.remove("cilium/.heartbeat");
        return content;
    }
}
