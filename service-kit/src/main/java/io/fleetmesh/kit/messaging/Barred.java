package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Topics that a reader cannot read, because Kafka does not let it or they are damaged:
 *
 * <pre>
 *   free ──refused──▶ left out ──after {@link #PAUSE}──▶ on trial ──after {@link #PAUSE} without a refusal──▶ free
 *                        ▲────────────refused──────────────┘
 * </pre>
 *
 * One such topic ends every poll, so the others are read without it. For the consumer's thread, but for {@link #causes}.
 */
final class Barred {
    private static final Logger LOG = Logger.getLogger(Barred.class);
    /** Above what a refusal takes to come: a request for metadata, and a fetch that waits. */
    static final long PAUSE = Duration.ofSeconds(5).toNanos();

    private static final class Refusal {
        private final String cause;
        private long until;
        private boolean leftOut = true;

        Refusal(String cause, long until) {
            this.cause = cause;
            this.until = until;
        }
    }

    private final Consumer<String> told;
    private final Map<String, Refusal> refusals = new HashMap<>();
    private volatile Map<String, String> causes = Map.of();

    /** @param told of a topic each time that it is barred after it was free */
    Barred(Consumer<String> told) {
        this.told = told;
    }

    /** Why, by topic, of those that are left out or on trial. Any thread may ask. */
    Map<String, String> causes() {
        return causes;
    }

    /** Whether it is not to be read now. */
    boolean leavesOut(String topic) {
        Refusal refusal = refusals.get(topic);
        return refusal != null && refusal.leftOut;
    }

    /** {@code topic} could not be read; false if it is left out already. */
    boolean refuse(String topic, String cause, long now) {
        if (leavesOut(topic)) {
            return false;
        }
        if (refusals.put(topic, new Refusal(cause, now + PAUSE)) == null) {
            LOG.errorv("Topic cannot be read, tried again topic={0} cause={1}", topic, cause);
            told.accept(topic);
        }
        tell();
        return true;
    }

    /** Nobody reads {@code topic} any more. */
    void forget(String topic) {
        if (refusals.remove(topic) != null) {
            tell();
        }
    }

    /** Those that are on trial from now on. */
    Set<String> wake(long now) {
        Set<String> tried = new HashSet<>();
        boolean freed = false;
        for (Iterator<Map.Entry<String, Refusal>> all = refusals.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Refusal> next = all.next();
            Refusal refusal = next.getValue();
            if (refusal.until > now) {
                continue;
            }
            if (refusal.leftOut) {
                refusal.leftOut = false;
                refusal.until = now + PAUSE;
                tried.add(next.getKey());
            } else {
                LOG.infov("Topic is read again topic={0}", next.getKey());
                all.remove();
                freed = true;
            }
        }
        if (freed) {
            tell();
        }
        return tried;
    }

    private void tell() {
        Map<String, String> all = new HashMap<>();
        refusals.forEach((topic, refusal) -> all.put(topic, refusal.cause));
        causes = Map.copyOf(all);
    }
}
