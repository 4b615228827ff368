package io.fleetmesh.kit.service;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.LogReader;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Begins a service's work once the topics that it needs are there and the log is the one that it has read before. */
public final class Entrance implements AutoCloseable {
    private final LogReader reader;
    private final LogGate gate;
    private final Attempts topics;

    private Entrance(LogReader reader, LogGate gate, Attempts topics) {
        this.reader = reader;
        this.gate = gate;
        this.topics = topics;
    }

    /**
     * Begins to wait.
     *
     * @param needed topics beside that of the log itself
     * @param begin called once, on the reader's thread ({@link LogGate})
     */
    public static Entrance open(
            String service, Bus bus, LogMemory memory, List<Topic> needed, Consumer<LogGate> begin) {
        LogGate gate = new LogGate(service, bus.reader(), bus.deadLetters(), memory, begin);
        List<Topic> all = Stream.concat(Stream.of(Topic.log()), needed.stream()).toList();
        Attempts topics = Attempts.of("await the topics of " + service, bus.meters(), () -> {
            if (!all.stream().allMatch(bus.topics()::present)) {
                return false;
            }
            gate.follow();
            return true;
        });
        return new Entrance(bus.reader(), gate, topics);
    }

    /**
     * Whether the reader reads, the log still is the one that was let in, and the topics are as the contract says: if not,
     * only a new start helps, and perhaps an operator.
     */
    public boolean alive() {
        return !gate.lost()
                && reader.lost().isEmpty()
                && reader.alive()
                && topics.failure().isEmpty();
    }

    /** Whether the log is trusted. */
    public boolean trusted() {
        return gate.doubt().isEmpty();
    }

    /** Whether Kafka lets us read all that we want to: what it does not waits, and goes on by itself. */
    public boolean readsAll() {
        return reader.barred().isEmpty();
    }

    /** Adds what stands in the way, for health. */
    public void describe(Map<String, String> details) {
        reader.barred().forEach((topic, cause) -> details.put("barred." + topic, cause));
        reader.lost().ifPresent(what -> details.put("log", "lost: " + what));
        gate.doubt().ifPresent(doubt -> details.put("log", doubt));
        topics.failure().ifPresent(failure -> details.put("topics", failure));
    }

    @Override
    public void close() {
        topics.close();
    }
}
