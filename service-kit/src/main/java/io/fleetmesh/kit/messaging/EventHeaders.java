package io.fleetmesh.kit.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.Headers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The CloudEvents headers of one writer's records, and how it knows them again. Thread-safe. */
public final class EventHeaders {
    private final String source;
    private final String incarnation;
    private final Clock clock;
    private final AtomicLong sequence = new AtomicLong();

    /**
     * Headers of a new writer.
     *
     * @param source CloudEvents source: the service
     * @param incarnation unique to this start of the process: makes event IDs unique
     */
    public EventHeaders(String source, String incarnation, Clock clock) {
        this.source = source;
        this.incarnation = incarnation;
        this.clock = clock;
    }

    /** Of the next record. */
    public List<Header> next(String key, String type, OptionalLong claim, Map<String, String> extra) {
        List<Header> headers = new ArrayList<>(8 + extra.size());
        add(headers, Headers.SPEC_VERSION, "1.0");
        add(headers, Headers.ID, incarnation + "-" + sequence.incrementAndGet());
        add(headers, Headers.SOURCE, "/fleetmesh/" + source);
        add(headers, Headers.TIME, clock.instant().toString());
        add(headers, Headers.SUBJECT, key);
        add(headers, Headers.CONTENT_TYPE, "application/json");
        extra.forEach((name, text) -> add(headers, name, text));
        // Kafka's clients look a header up from the end, and make a text of each name on the way: those that readers of
        // all
        // records ask for stand last.
        add(headers, Headers.TYPE, type);
        claim.ifPresent(number -> add(headers, Headers.CLAIM, Long.toString(number)));
        return headers;
    }

    /** Whether a record has headers of this writer. */
    public boolean areOn(ConsumerRecord<?, ?> record) {
        Header id = record.headers().lastHeader(Headers.ID);
        return id != null && id.value() != null && new String(id.value(), UTF_8).startsWith(incarnation + "-");
    }

    private static void add(List<Header> headers, String name, String text) {
        headers.add(new RecordHeader(name, text.getBytes(UTF_8)));
    }
}
