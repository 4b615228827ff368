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
import java.util.stream.Stream;

/**
 * What one source gives of a family in which each record is an entry of its own. Records are kept packed, and rendered when
 * they change or a view begins.
 */
final class SourceEntries<R extends MeshRecord> implements FamilyEntries {
    private final class Packed implements Entry {
        private final ClusterConfigRecord config;
        private final String name;
        private final byte[] record;

        private Packed(ClusterConfigRecord config, String name, byte[] record) {
            this.config = config;
            this.name = name;
            this.record = record;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<String> namespace() {
            return form.namespace(name, record);
        }

        @Override
        public Bytes value() {
            return form.render(config, record);
        }
    }

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

    /** Nobody is shown anything of it: whoever will be is shown all, and needs no word of what has changed until then. */
    void shownToNobody() {
        dirty = new HashSet<>();
    }

    /** What stands in every value has changed. */
    void renderAll() {
        dirty.addAll(packed.keySet());
    }

    @Override
    public int size() {
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

    @Override
    public Stream<? extends Entry> entries(ClusterConfigRecord config) {
        return packed.entrySet().stream().map(entry -> new Packed(config, entry.getKey(), entry.getValue()));
    }

    @Override
    public Optional<String> namespace(String name) {
        return Optional.ofNullable(packed.get(name)).flatMap(record -> form.namespace(name, record));
    }

    /** What was said; whoever reads the list unpacks record by record. */
    void addTo(PackedRecords records) {
        Function<byte[], R> unpacker = form::unpack;
        packed.values().forEach(record -> records.add(unpacker, record));
    }
}
