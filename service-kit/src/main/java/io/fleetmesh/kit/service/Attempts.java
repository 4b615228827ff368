package io.fleetmesh.kit.service;

import io.fleetmesh.kit.messaging.BusMeters;
import io.fleetmesh.kit.messaging.TopicProvisioner.TopicMismatch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a step that needs something outside the process until it succeeds, on a virtual thread. What can heal is
 * repeated; what cannot (a topic that breaks the contract) ends the attempts and is told by {@link #failure}. So is what nobody has
 * foreseen, as long as it lasts: it is repeated as well, and counted.
 */
public final class Attempts implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Attempts.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** One try. */
    @FunctionalInterface
    public interface Step {
        /** True when there is nothing left to do. */
        boolean attempt();
    }

    private final String what;
    private final BusMeters meters;
    private final Step step;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean done;
    private volatile @Nullable String failure;

    private Attempts(String what, BusMeters meters, Step step) {
        this.what = what;
        this.meters = meters;
        this.step = step;
        this.thread = Thread.ofVirtual().name(what).unstarted(this::run);
    }

    /** Begins at once. */
    public static Attempts of(String what, BusMeters meters, Step step) {
        Attempts attempts = new Attempts(what, meters, step);
        attempts.thread.start();
        return attempts;
    }

    private void run() {
        String lastSaid = "";
        while (!closed) {
            try {
                boolean success = step.attempt();
                failure = null;
                if (success) {
                    done = true;
                    return;
                }
            } catch (TopicMismatch e) {
                failure = e.getMessage();
                LOG.errorv(e, "Cannot go on step={0}", what);
                return;
            } catch (KafkaException e) {
                failure = null;
                if (!closed && !lastSaid.equals(String.valueOf(e.getMessage()))) {
                    lastSaid = String.valueOf(e.getMessage());
                    LOG.warnv("Tried again later step={0} cause={1}", what, e);
                }
            } catch (RuntimeException e) {
                if (!closed) {
                    unforeseen(e);
                }
            }
            LockSupport.parkNanos(this, PAUSE.toNanos());
        }
    }

    /** It must not end the thread without a word, and may yet heal. */
    private void unforeseen(RuntimeException e) {
        meters.stepFailed(what);
        String cause = what + ": " + e;
        if (!cause.equals(failure)) {
            failure = cause;
            LOG.errorv(e, "Failed as nobody has foreseen, tried again step={0}", what);
        }
    }

    /** Whether the step has succeeded. */
    public boolean done() {
        return done;
    }

    /** Why it never will, or does not as long as that lasts: a fault of ours, and not of Kafka's. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** No further attempt begins; one that runs is interrupted. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
