package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import java.util.Comparator;
import java.util.Optional;

/**
 * Something that a member gives to the mesh as one record. Services are not: they come with the backends of their slices, by
 * {@link ServiceName}.
 *
 * @param family any but {@code SERVICES}
 * @param name within the family: a node's name, an identity's number, an address, or {@code namespace/name}
 */
public record Item(MeshFamily family, String name) {
    static final Comparator<Item> ORDER = Comparator.comparing(Item::family).thenComparing(Item::name);

    public Item {
        if (family == MeshFamily.SERVICES) {
            throw new IllegalArgumentException("a service is no item: " + name);
        }
    }

    static Item node(String name) {
        return new Item(MeshFamily.NODES, name);
    }

    static Item identity(long id) {
        return new Item(MeshFamily.IDENTITIES, Long.toString(id));
    }

    static Item ip(String ip) {
        return new Item(MeshFamily.IPS, ip);
    }

    /** @param name the slice's own, in its namespace */
    static Item slice(String namespace, String name) {
        return new Item(MeshFamily.ENDPOINT_SLICES, namespace + "/" + name);
    }

    static Item export(ServiceName name) {
        return new Item(MeshFamily.SERVICE_EXPORTS, name.toString());
    }

    /** What a record is of; empty for services, slices, markers and the configuration. */
    static Optional<Item> of(MeshRecord record) {
        return switch (record) {
            case NodeRecord node -> Optional.of(node(node.name()));
            case IdentityRecord identity -> Optional.of(identity(identity.id()));
            case IpRecord ip -> Optional.of(ip(ip.ip()));
            case ServiceExportRecord export -> Optional.of(export(new ServiceName(export.namespace(), export.name())));
            case WholeSliceRecord slice -> Optional.of(slice(slice.namespace(), slice.name()));
            case MeshRecord.ClusterConfigRecord _,
                    MeshRecord.ServiceRecord _,
                    MeshRecord.EndpointSliceRecord _,
                    MeshRecord.HeldExportRecord _,
                    MeshRecord.CompletenessRecord _ -> Optional.empty();
        };
    }

    /** Key of its record in the mesh topic. */
    String key() {
        return switch (family) {
            case NODES -> NodeRecord.keyOf(name);
            case IDENTITIES -> IdentityRecord.keyOf(Long.parseLong(name));
            case IPS -> IpRecord.keyOf(name);
            case SERVICE_EXPORTS -> {
                ServiceName service = ServiceName.parse(name);
                yield ServiceExportRecord.keyOf(service.namespace(), service.name());
            }
            case ENDPOINT_SLICES -> {
                ServiceName slice = ServiceName.parse(name);
                yield WholeSliceRecord.keyOf(slice.namespace(), slice.name());
            }
            case SERVICES -> throw new IllegalStateException("a service is no item: " + name);
        };
    }
}
