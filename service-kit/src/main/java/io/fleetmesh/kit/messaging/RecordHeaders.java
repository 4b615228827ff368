package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.kit.domain.LogRecord;
import io.fleetmesh.kit.domain.Payload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads what a Kafka record says about itself. */
public final class RecordHeaders {
    private static final String CLAIM_TYPE = EventTypes.of(Claim.class);

    private RecordHeaders() {}

    /** The event type header, if there is one. */
    public static Optional<String> type(ConsumerRecord<byte[], byte[]> record) {
        return text(record, Headers.TYPE).map(EventTypes::shared);
    }

    /** The record as the claim protocol sees it; a header that is no number counts as none. */
    public static LogRecord toLogRecord(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> type = type(record);
        String key = key(record);
        return new LogRecord(
                record.offset(),
                key,
                text(record, Headers.CLAIM).map(RecordHeaders::number).orElse(OptionalLong.empty()),
                key.equals(Claim.KEY) && type.filter(CLAIM_TYPE::equals).isPresent(),
                Optional.ofNullable(record.value()).map(Payload::new),
                type);
    }

    /** Of the headers of a record those that say who stands behind it; empty if nobody does. */
    public static Map<String, String> actor(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> actor = text(record, Headers.ACTOR);
        if (actor.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>(Map.of(Headers.ACTOR, actor.get()));
        for (String name : List.of(Headers.ACTOR_BY, Headers.REASON)) {
            text(record, name).ifPresent(value -> headers.put(name, value));
        }
        return Map.copyOf(headers);
    }

    /** The same of headers that are to be written. */
    static Map<String, String> actor(Map<String, String> headers) {
        // Where somebody stands behind a record, nothing else is said of it.
        return headers.containsKey(Headers.ACTOR) ? Map.copyOf(headers) : Map.of();
    }

    /** The key as text, empty for a record without one. */
    public static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), UTF_8);
    }

    private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }

    private static OptionalLong number(String text) {
        try {
            long number = Long.parseLong(text);
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
