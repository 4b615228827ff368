package io.fleetmesh.kit.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a service talks to Kafka.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param client name of this process in Kafka's logs and in Claims
 * @param sessionTimeout how long a group waits for a silent owner before its partitions go to another
 * @param lastingName by which groups know this process again after a restart, and give it back at once what it had; no other that
 *     runs has it
 * @param extra further client properties, for example security; they win over ours
 */
public record BusSettings(
        String bootstrapServers,
        String client,
        Duration sessionTimeout,
        Optional<LastingName> lastingName,
        Map<String, String> extra) {

    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final String FETCH_WAITS = "fetch.max.wait.ms";

    public BusSettings {
        extra = Map.copyOf(extra);
    }

    /** Of a process that groups do not know again. */
    public BusSettings(String bootstrapServers, String client, Duration sessionTimeout, Map<String, String> extra) {
        this(bootstrapServers, client, sessionTimeout, Optional.empty(), extra);
    }

    /** After so long a group has settled who owns what: a claim of a process that it has given up is then no rival. */
    public Duration settledAfter() {
        return sessionTimeout.plus(SETTLING);
    }

    /** A consumer without a group: whoever uses it assigns partitions and seeks. */
    public Map<String, Object> followerConfig() {
        Map<String, Object> config = reading();
        // A position that the log does not have is a fault to hear of, and no reason to begin again.
        config.put("auto.offset.reset", "none");
        config.put("fetch.min.bytes", "1");
        config.put(FETCH_WAITS, "500");
        config.put("max.poll.records", "2000");
        // A member that changes a lot has this much of a turn before the others have theirs.
        config.put("max.partition.fetch.bytes", Integer.toString(128 << 10));
        return withExtra(config);
    }

    /**
     * The same for one that begins. A broker answers a connection's requests in turn: what is followed next, and where it begins, is
     * asked behind a fetch that waits for what may never come.
     */
    public Map<String, Object> hastyFollowerConfig() {
        Map<String, Object> config = followerConfig();
        config.merge(FETCH_WAITS, "20", (calm, hasty) -> shorter(calm.toString(), hasty.toString()));
        return config;
    }

    private static String shorter(String one, String other) {
        return Long.parseLong(one) < Long.parseLong(other) ? one : other;
    }

    /** A member of a group that reads nothing: it is told which partitions are its own. */
    public Map<String, Object> groupConfig(String group) {
        Map<String, Object> config = reading();
        config.put("group.id", group);
        lastingName.ifPresent(name -> config.put("group.instance.id", name.text()));
        config.put("auto.offset.reset", "earliest");
        config.put("session.timeout.ms", Long.toString(sessionTimeout.toMillis()));
        config.put("heartbeat.interval.ms", Long.toString(sessionTimeout.toMillis() / 4));
        config.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        return withExtra(config);
    }

    /**
     * Never gives up on a write that Kafka may still take, never reorders: while Kafka is away the buffer fills and the
     * writer waits.
     */
    public Map<String, Object> producerConfig() {
        Map<String, Object> config = ours();
        config.put("acks", "all");
        config.put("enable.idempotence", "true");
        config.put("linger.ms", "0");
        config.put("delivery.timeout.ms", Integer.toString(Integer.MAX_VALUE));
        config.put("max.block.ms", Long.toString(Long.MAX_VALUE));
        config.put("buffer.memory", Long.toString(32L << 20));
        return withExtra(config);
    }

    /** An admin client. */
    public Map<String, Object> adminConfig() {
        return withExtra(ours());
    }

    private Map<String, Object> reading() {
        Map<String, Object> config = ours();
        config.put("enable.auto.commit", "false");
        // A broker that makes what is asked for makes it with settings of its own, which break the contract.
        config.put("allow.auto.create.topics", "false");
        return config;
    }

    private Map<String, Object> ours() {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrapServers);
        config.put("client.id", client);
        config.put("reconnect.backoff.max.ms", "1000");
        return config;
    }

    private Map<String, Object> withExtra(Map<String, Object> config) {
        config.putAll(extra);
        return config;
    }
}
