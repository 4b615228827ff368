package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** How a family's records are kept in memory, and what is served of them. Packed bytes are never written to. */
interface Form<R extends MeshRecord> {
    byte[] pack(R record);

    R unpack(byte[] packed);

    /** What packed records are kept in, by name; empty. */
    default Map<String, byte[]> table() {
        return new HashMap<>();
    }

    /**
     * Which namespace an entry is of; empty for none. What Kubernetes keeps in a namespace has it before the slash of its name.
     *
     * @param name of the entry, without its kind
     */
    default Optional<String> namespace(String name, byte[] packed) {
        return namespaceIn(name);
    }

    /** What stands before the slash. */
    static Optional<String> namespaceIn(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(name.substring(0, slash));
    }

    /** The value of a packed record; it may be the packed bytes themselves. */
    Bytes render(ClusterConfigRecord config, byte[] packed);

    /** Records in the compact form, of which values are made when they are needed. */
    static <R extends MeshRecord> Form<R> compact(Class<R> type, BiFunction<ClusterConfigRecord, R, Bytes> renderer) {
        return new Form<>() {
            @Override
            public byte[] pack(R record) {
                return CompactCodec.pack(record);
            }

            @Override
            public R unpack(byte[] packed) {
                return CompactCodec.unpack(type, packed);
            }

            @Override
            public Bytes render(ClusterConfigRecord config, byte[] packed) {
                return renderer.apply(config, unpack(packed));
            }
        };
    }
}
