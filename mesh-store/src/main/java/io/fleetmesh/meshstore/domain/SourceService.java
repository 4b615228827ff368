package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One service of a source: what was said of it, and what was last made of it. Records are kept packed, because there are
 * hundreds of thousands of them, and each is looked at only when its service changes.
 */
final class SourceService {
    /** An EndpointSlice that was said to be of {@code owner}. */
    static final class Slice {
        private final SourceService owner;
        private final byte[] packed;

        private Slice(SourceService owner, byte[] packed) {
            this.owner = owner;
            this.packed = packed;
        }

        SourceService owner() {
            return owner;
        }

        EndpointSliceRecord unpack() {
            return CompactCodec.unpack(EndpointSliceRecord.class, packed);
        }
    }

    private final String name;
    private byte @Nullable [] service;
    private List<Slice> slices = List.of();
    private @Nullable Bytes value;
    private @Nullable Instant writtenAt;

    /** @param name {@code namespace/name} */
    SourceService(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void say(ServiceRecord record) {
        service = CompactCodec.pack(record);
    }

    void sayNoService() {
        service = null;
    }

    Slice add(EndpointSliceRecord record) {
        Slice slice = new Slice(this, CompactCodec.pack(record));
        List<Slice> more = new ArrayList<>(slices);
        more.add(slice);
        slices = List.copyOf(more);
        return slice;
    }

    void remove(Slice slice) {
        slices = slices.stream().filter(other -> other != slice).toList();
    }

    boolean isService() {
        return service != null;
    }

    /** Whether nothing is known of it any more, and nothing is shown. */
    boolean isForgotten() {
        return service == null && slices.isEmpty() && value == null;
    }

    /** As it was last rendered; empty while it is not shown. */
    Optional<Bytes> value() {
        return Optional.ofNullable(value);
    }

    /** When it may be written again: at once if {@code now} is before it was written, for then the clock was set back. */
    Instant due(Coalescing coalescing, Instant now) {
        return value == null || writtenAt == null || now.isBefore(writtenAt)
                ? Instant.MIN
                : writtenAt.plus(coalescing.interval(value.length()));
    }

    /** It is shown so from now on; false if it was already. */
    boolean write(Bytes newer, Instant now) {
        if (newer.equals(value)) {
            return false;
        }
        value = newer;
        writtenAt = now;
        return true;
    }

    /** It is not shown any more; false if it was not before. */
    boolean unwrite() {
        boolean shown = value != null;
        value = null;
        return shown;
    }

    /** Its value; only while {@link #isService}. */
    Bytes render(ClusterConfigRecord config) {
        List<EndpointSliceRecord> backends = slices.stream()
                .map(Slice::unpack)
                .sorted(Comparator.comparing(EndpointSliceRecord::name))
                .toList();
        return CiliumValues.service(config, unpackService(), backends);
    }

    private ServiceRecord unpackService() {
        if (service == null) {
            throw new IllegalStateException(name + " is no service");
        }
        return CompactCodec.unpack(ServiceRecord.class, service);
    }

    /** What was said of it; whoever reads the list unpacks record by record. */
    void addTo(PackedRecords records) {
        if (service != null) {
            records.add(ServiceRecord.class, service);
        }
        slices.forEach(slice -> records.add(EndpointSliceRecord.class, slice.packed));
    }
}
