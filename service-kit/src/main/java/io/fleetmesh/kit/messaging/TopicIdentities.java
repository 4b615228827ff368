package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether topics that are read still are the ones that they were: a log that was begun again may have grown beyond a reader's
 * position, and its ID alone tells. Looks now and then, on a thread of its own.
 */
final class TopicIdentities implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicIdentities.class);
    private static final Duration CHECK = Duration.ofSeconds(10);

    /** Told on the thread that looks. */
    interface Listener {
        /** This topic was deleted, or is another one; told once. */
        void onTopicLost(String topic, String what);

        /** All of them are in another cluster. */
        void onClusterLost(String what);
    }

    /** One reading of a topic: who forgets it and reads it anew learns its identity anew. For the thread that looks, but for the set. */
    private static final class Watched {
        /** Kafka's ID of the topic, as it was when first asked for. */
        private @Nullable String id;
        /** Whether it was not there when last looked for. */
        private boolean missing;

        private volatile boolean lost;
    }

    private final Topics topics;
    private final Supplier<Set<String>> barred;
    private final Listener listener;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private @Nullable String knownCluster;
    private volatile boolean closed;

    /**
     * Of no topics yet.
     *
     * @param topics who is asked; not closed here
     * @param barred topics of which Kafka says nothing to us now; any thread asks
     */
    TopicIdentities(Topics topics, Supplier<Set<String>> barred, Listener listener) {
        this.topics = topics;
        this.barred = barred;
        this.listener = listener;
    }

    /** Begins to look. */
    void begin(String thread) {
        Thread.ofVirtual().name(thread).start(this::run);
    }

    /** The topic is read from now on. One that was lost is looked at again, as the one that it was. */
    void watch(String topic) {
        watched.computeIfAbsent(topic, _ -> new Watched()).lost = false;
    }

    /** The topic is read no more: whatever comes of it, nobody needs to know. */
    void forget(String topic) {
        watched.remove(topic);
    }

    private void run() {
        while (!closed) {
            try {
                check();
            } catch (KafkaException e) {
                LOG.debugv(e, "Topics' identities not known");
            }
            LockSupport.parkNanos(this, CHECK.toNanos());
        }
    }

    /** Looks once. */
    void check() {
        Set<String> silent = barred.get();
        Map<String, Watched> asked = watched.entrySet().stream()
                .filter(entry -> !entry.getValue().lost && !silent.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (asked.isEmpty()) {
            return;
        }
        String cluster = topics.clusterId();
        if (knownCluster != null && !cluster.equals(knownCluster)) {
            listener.onClusterLost("Kafka's cluster is " + cluster + " and was " + knownCluster);
        }
        knownCluster = cluster;
        Map<String, String> ids = topics.ids(asked.keySet());
        asked.forEach((name, topic) -> compare(name, topic, ids.get(name)));
    }

    private void compare(String name, Watched topic, @Nullable String id) {
        if (id == null) {
            // Twice, because a broker that has just started may not know all topics yet.
            if (topic.missing) {
                lose(name, topic, "topic " + name + " was deleted");
            }
            topic.missing = true;
            return;
        }
        topic.missing = false;
        if (topic.id == null) {
            topic.id = id;
        } else if (!topic.id.equals(id)) {
            lose(
                    name,
                    topic,
                    "topic " + name + " was deleted and created again: its ID was " + topic.id + " and is " + id);
        }
    }

    private void lose(String name, Watched topic, String what) {
        topic.lost = true;
        if (watched.get(name) == topic) {
            listener.onTopicLost(name, what);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
