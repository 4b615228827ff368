package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.LogTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Lets a service begin once the log is known to be the one that it read before, and ends its reading when it no longer is. All
 * of it happens on the reader's thread, but for what health asks.
 */
public final class LogGate {
    private static final Logger LOG = Logger.getLogger(LogGate.class);

    private final String service;
    private final LogReader reader;
    private final DeadLetters deadLetters;
    private final LogMemory memory;
    private final Consumer<LogGate> begin;
    private final List<LogReader> others = new ArrayList<>();
    private final List<Runnable> unconfirmed = new ArrayList<>();
    private Incarnations incarnations = new Incarnations();
    private volatile boolean open;
    private volatile Optional<String> doubt = Optional.of("which log it is is not known yet");
    private volatile boolean lost;

    /**
     * @param begin called once, with this, when the log is trusted for the first time
     */
    public LogGate(
            String service, LogReader reader, DeadLetters deadLetters, LogMemory memory, Consumer<LogGate> begin) {
        this.service = service;
        this.reader = reader;
        this.deadLetters = deadLetters;
        this.memory = memory;
        this.begin = begin;
    }

    /** Begins to read; the topic {@code log} must be there. */
    public void follow() {
        incarnations = new Incarnations();
        reader.follow(new TopicPartition(Topic.log().name(), 0), new StateFollower(service, deadLetters, incarnations));
    }

    /**
     * Reads the log's incarnation once more, and runs {@code task} if that is the one that was trusted: then so was what has
     * been read until now. If not, the log is lost. On the reader's thread.
     */
    public void confirm(Runnable task) {
        if (!lost) {
            unconfirmed.add(task);
            follow();
        }
    }

    /** What {@code other} reads is of the same log, and lost with it. On the reader's thread. */
    public void guard(LogReader other) {
        others.add(other);
        if (lost) {
            doubt.ifPresent(other::lose);
        }
    }

    private final class Incarnations implements StateFollower.Handler {
        private Optional<Incarnation> found = Optional.empty();
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
            decide(this);
        }

        @Override
        public void onBatchEnd() {
            if (caughtUp) {
                decide(this);
            }
        }

        @Override
        public void onLogReset(String what) {
            lose(what);
        }
    }

    private void decide(Incarnations read) {
        if (read != incarnations) {
            // Another reading has begun.
            return;
        }
        switch (LogTrust.judge(memory.remembered(), read.found)) {
            case LogTrust.Unnamed() -> {
                if (open) {
                    lose("it does not say any more which one it is");
                }
            }
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
        if (!unconfirmed.isEmpty()
                && memory.remembered()
                        .filter(known -> known.id().equals(incarnation.id()))
                        .isEmpty()) {
            lose("accepted in its place is " + LogTrust.text(incarnation));
            return;
        }
        if (!memory.remembered().equals(Optional.of(incarnation))) {
            memory.remember(incarnation);
        }
        if (!open) {
            open = true;
            doubt = Optional.empty();
            LOG.infov(
                    "Log trusted service={0} incarnation={1} epoch={2}",
                    service, incarnation.id(), Long.toString(incarnation.epoch()));
            begin.accept(this);
        }
        List<Runnable> confirmed = List.copyOf(unconfirmed);
        unconfirmed.clear();
        confirmed.forEach(Runnable::run);
    }

    private void lose(String what) {
        if (lost) {
            return;
        }
        lost = true;
        unconfirmed.clear();
        reader.lose(what);
        others.forEach(other -> other.lose(what));
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
