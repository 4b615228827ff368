package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshRecord;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** Records that are unpacked when they are looked at; it is not changed once it has left {@link SourceState}. */
final class PackedRecords extends AbstractList<MeshRecord> {
    private final List<Class<? extends MeshRecord>> types = new ArrayList<>();
    private final List<byte[]> packed = new ArrayList<>();

    void add(Class<? extends MeshRecord> type, byte[] record) {
        types.add(type);
        packed.add(record);
    }

    @Override
    public MeshRecord get(int index) {
        return CompactCodec.unpack(types.get(index), packed.get(index));
    }

    @Override
    public int size() {
        return packed.size();
    }
}
