package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshRecord;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Records that are unpacked when they are looked at; it is not changed once it has left {@link SourceState}. */
final class PackedRecords extends AbstractList<MeshRecord> {
    private final List<Function<byte[], ? extends MeshRecord>> unpackers = new ArrayList<>();
    private final List<byte[]> packed = new ArrayList<>();

    void add(Class<? extends MeshRecord> type, byte[] record) {
        add(bytes -> CompactCodec.unpack(type, bytes), record);
    }

    /** @param unpacker of this record; one and the same for many of them */
    void add(Function<byte[], ? extends MeshRecord> unpacker, byte[] record) {
        unpackers.add(unpacker);
        packed.add(record);
    }

    @Override
    public MeshRecord get(int index) {
        return unpackers.get(index).apply(packed.get(index));
    }

    @Override
    public int size() {
        return packed.size();
    }
}
