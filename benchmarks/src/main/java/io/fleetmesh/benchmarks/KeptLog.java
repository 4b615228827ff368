package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.Decoded;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.kit.domain.Payload;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Records as whoever owns their topics has them: as bytes, decoded anew for each who asks. */
final class KeptLog {
    private record Body(String type, Payload payload) {}

    private final Map<String, Body> bodies = new TreeMap<>();

    void put(FleetRecord record) {
        String type = EventTypes.of(record.getClass());
        bodies.put(type + " " + record.key(), new Body(type, new Payload(Codec.encode(record))));
    }

    /** All of one class. */
    <T extends FleetRecord> Stream<T> records(Class<T> type) {
        String wanted = EventTypes.of(type);
        return bodies.values().stream()
                .filter(body -> body.type().equals(wanted))
                .map(body -> decoded(body, type));
    }

    private static <T extends FleetRecord> T decoded(Body body, Class<T> type) {
        return switch (Codec.decode(Optional.of(body.type()), body.payload().bytes())) {
            case Decoded.Known(FleetRecord known) -> type.cast(known);
            case Decoded unreadable -> throw new IllegalStateException("a record of our own: " + unreadable);
        };
    }
}
