package io.fleetmesh.kit.service;

import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.DeadLetters;
import io.fleetmesh.kit.messaging.EventWriter;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.Topics;

/** One service's own connections to Kafka: nothing of them is shared with another service of the same process. */
public final class Bus implements AutoCloseable {
    private final BusSettings settings;
    private final LogReader reader;
    private final EventWriter writer;
    private final Topics topics;
    private final BusMeters meters;
    private final DeadLetters deadLetters;

    /** Of these parts, which it closes. */
    public Bus(
            BusSettings settings,
            LogReader reader,
            EventWriter writer,
            Topics topics,
            BusMeters meters,
            DeadLetters deadLetters) {
        this.settings = settings;
        this.reader = reader;
        this.writer = writer;
        this.topics = topics;
        this.meters = meters;
        this.deadLetters = deadLetters;
    }

    public BusSettings settings() {
        return settings;
    }

    public LogReader reader() {
        return reader;
    }

    public EventWriter writer() {
        return writer;
    }

    public Topics topics() {
        return topics;
    }

    public BusMeters meters() {
        return meters;
    }

    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /** Reads no more, then sends what is buffered. */
    @Override
    public void close() {
        reader.close();
        writer.close();
        topics.close();
    }
}
