package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
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
        /** This topic was deleted, or is another one. */
        void onTopicLost(String topic, String what);

        /** All of them are in another cluster. */
        void onClusterLost(String what);
    }

    private final Topics topics;
    private final Listener listener;
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    /** Kafka's IDs of the topics, as they were when first asked for. */
    private final Map<String, String> known = new HashMap<>();
    /** Topics that were not there when last looked for. */
    private final Set<String> missing = new HashSet<>();

    private @Nullable String knownCluster;
    private volatile boolean closed;

    /** Begins to look; {@code topics} is not closed here. */
    TopicIdentities(Topics topics, String thread, Listener listener) {
        this.topics = topics;
        this.listener = listener;
        Thread.ofVirtual().name(thread).start(this::run);
    }

    /** The topic is read from now on. */
    void watch(String topic) {
        names.add(topic);
    }

    private void run() {
        while (!closed) {
            try {
                check(Set.copyOf(names));
            } catch (KafkaException e) {
                LOG.debugv(e, "Topics' identities not known");
            }
            LockSupport.parkNanos(this, CHECK.toNanos());
        }
    }

    private void check(Set<String> read) {
        if (read.isEmpty()) {
            return;
        }
        String cluster = topics.clusterId();
        if (knownCluster != null && !cluster.equals(knownCluster)) {
            listener.onClusterLost("Kafka's cluster is " + cluster + " and was " + knownCluster);
        }
        knownCluster = cluster;
        Map<String, String> ids = topics.ids(read);
        ids.forEach((name, id) -> {
            String before = known.putIfAbsent(name, id);
            if (before != null && !before.equals(id)) {
                listener.onTopicLost(
                        name,
                        "topic " + name + " was deleted and created again: its ID was " + before + " and is " + id);
            }
        });
        for (String name : read) {
            // Twice, because a broker that has just started may not know all topics yet.
            if (ids.containsKey(name)) {
                missing.remove(name);
            } else if (!missing.add(name)) {
                listener.onTopicLost(name, "topic " + name + " was deleted");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
