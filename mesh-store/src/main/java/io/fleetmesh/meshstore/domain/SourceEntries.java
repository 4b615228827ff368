package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What one source gives of a family in which each record is an entry of its own. Records are kept packed, and rendered when
 * they change or a view begins.
 */
final class SourceEntries<R extends MeshRecord> {
    private final Form<R> form;
    private final Map<String, byte[]> packed;
    private Set<String> dirty = new HashSet<>();

    SourceEntries(Form<R> form) {
        this.form = form;
        this.packed = form.table();
    }

    /** @param name the record's key in the mesh topic, without its kind */
    void say(String name, R record) {
        byte[] newer = form.pack(record);
        byte[] known = packed.put(name, newer);
        if (!Arrays.equals(known, newer)) {
            dirty.add(name);
        }
    }

    void remove(String name) {
        if (packed.remove(name) != null) {
            dirty.add(name);
        }
    }

    /** Nobody was shown anything yet: whoever is will be shown all. */
    void beginShowing() {
        dirty = new HashSet<>();
    }

    /** What stands in every value has changed. */
    void renderAll() {
        dirty.addAll(packed.keySet());
    }

    int size() {
        return packed.size();
    }

    /** By name what changed since the last time: its new value, or nothing for one that is gone. */
    Map<String, Optional<Bytes>> settle(ClusterConfigRecord config) {
        if (dirty.isEmpty()) {
            return Map.of();
        }
        Map<String, Optional<Bytes>> changes = new TreeMap<>();
        dirty.forEach(name ->
                changes.put(name, Optional.ofNullable(packed.get(name)).map(record -> form.render(config, record))));
        dirty = new HashSet<>();
        return changes;
    }

    /** All values by name. */
    Map<String, Bytes> values(ClusterConfigRecord config) {
        Map<String, Bytes> values = new TreeMap<>();
        packed.forEach((name, record) -> values.put(name, form.render(config, record)));
        return values;
    }

    /** What was said; whoever reads the list unpacks record by record. */
    void addTo(PackedRecords records) {
        Function<byte[], R> unpacker = form::unpack;
        packed.values().forEach(record -> records.add(unpacker, record));
    }
}
