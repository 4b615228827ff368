package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.LogTrust;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Lets a service begin once the log is known to be the one that it read before, and tells when it no longer is. All of it
 * happens on the reader's thread, but for what health asks.
 */
public final class LogGate {
    private static final Logger LOG = Logger.getLogger(LogGate.class);

    private final String service;
    private final LogReader reader;
    private final DeadLetters deadLetters;
    private final Topics topics;
    private final LogMemory memory;
    private final Consumer<String> begin;
    private String topicId = "";
    private Optional<Incarnation> found = Optional.empty();
    private volatile boolean open;
    private volatile Optional<String> doubt = Optional.of("which log it is is not known yet");
    private volatile boolean lost;

    /**
     * @param begin called once, when the log is trusted for the first time, with the ID that Kafka had given to the topic
     *     {@code log} before that was read: as long as it has that ID, what is read is of the log that was trusted
     */
    public LogGate(
            String service,
            LogReader reader,
            DeadLetters deadLetters,
            Topics topics,
            LogMemory memory,
            Consumer<String> begin) {
        this.service = service;
        this.reader = reader;
        this.deadLetters = deadLetters;
        this.topics = topics;
        this.memory = memory;
        this.begin = begin;
    }

    /**
     * Begins to read; the topic {@code log} must be there.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka does not say which topic that is
     */
    public void follow() {
        topicId = topics.id(Topic.log());
        reader.follow(
                new TopicPartition(Topic.log().name(), 0), new StateFollower(service, deadLetters, new Incarnations()));
    }

    private final class Incarnations implements StateFollower.Handler {
        private boolean caughtUp;

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isPresent() && body.get() instanceof Incarnation incarnation) {
                found = Optional.of(incarnation);
            }
        }

        @Override
        public void onCaughtUp() {
            caughtUp = true;
            decide();
        }

        @Override
        public void onBatchEnd() {
            if (caughtUp) {
                decide();
            }
        }

        @Override
        public void onLogReset(String what) {
            lose(what);
        }
    }

    private void decide() {
        switch (LogTrust.judge(memory.remembered(), found)) {
            case LogTrust.Unnamed() -> {}
            case LogTrust.Trusted(Incarnation incarnation) -> trust(incarnation);
            case LogTrust.Doubted(String reason) -> {
                if (open) {
                    lose(reason);
                } else if (!doubt.equals(Optional.of(reason))) {
                    doubt = Optional.of(reason);
                    LOG.errorv("Log not trusted, nothing of it is taken service={0} cause={1}", service, reason);
                }
            }
        }
    }

    private void trust(Incarnation incarnation) {
        if (!memory.remembered().equals(Optional.of(incarnation))) {
            memory.remember(incarnation);
        }
        if (!open) {
            open = true;
            doubt = Optional.empty();
            LOG.infov(
                    "Log trusted service={0} incarnation={1} epoch={2}",
                    service, incarnation.id(), Long.toString(incarnation.epoch()));
            begin.accept(topicId);
        }
    }

    private void lose(String what) {
        lost = true;
        doubt = Optional.of("the log is not the one that was read, what was learned from it stays: " + what);
        LOG.errorv("Log lost, what was learned from it stays service={0} cause={1}", service, what);
    }

    /** Why the log is not trusted; empty when it is. */
    public Optional<String> doubt() {
        return doubt;
    }

    /** Whether the log has turned into another one under a service that reads it: only a new start reads that one. */
    public boolean lost() {
        return lost;
    }
}
