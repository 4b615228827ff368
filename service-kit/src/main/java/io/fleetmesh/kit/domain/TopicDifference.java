package io.fleetmesh.kit.domain;

import io.fleetmesh.contract.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One thing in which a topic is not as it should be.
 *
 * @param setting Kafka's name of it; {@code partitions} and {@code replication} for what has none
 * @param refused whether nobody may work with the topic: Kafka would lose in it, in its ordinary course, what others rely on, or takes
 *     no record at all
 */
public record TopicDifference(String topic, String setting, String found, String expected, boolean refused) {
    static final String CLEANUP = "cleanup.policy";
    static final String IN_SYNC = "min.insync.replicas";
    static final String LARGEST = "max.message.bytes";
    static final String PARTITIONS = "partitions";
    static final String REPLICATION = "replication";

    /** Shorter than they should be they lose what whoever was away, or takes over, must see; longer they cost room. */
    private static final Set<String> KEEPS = Set.of("min.compaction.lag.ms", "delete.retention.ms");
    /** So many copies are there to outlive a broker, which one alone in sync does not. */
    private static final int SAFE_COPIES = 3;

    private static final int SAFE_IN_SYNC = 2;
    /** A batch of Kafka's producer: where it does not fit it is split, and what comes of that is as large again, for ever. */
    private static final int BATCH = 16 << 10;

    /**
     * A topic as Kafka has it.
     *
     * @param copies of the partition that has fewest
     * @param settings by Kafka's names; empty if we may not see them, and then they are not judged
     */
    public record Found(int partitions, int copies, Map<String, String> settings) {
        public Found {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * All differences, in the order of their names.
     *
     * @param copies that each topic should have; 0 or less if that is the brokers' matter
     */
    public static List<TopicDifference> of(Topic topic, int copies, Found found) {
        List<TopicDifference> all = new ArrayList<>();
        if (found.partitions() != topic.partitions()) {
            all.add(number(topic, PARTITIONS, found.partitions(), topic.partitions(), true));
        }
        if (copies > 0 && found.copies() != copies) {
            all.add(number(topic, REPLICATION, found.copies(), copies, false));
        }
        Optional.ofNullable(found.settings().get(IN_SYNC))
                .flatMap(inSync -> inSync(topic, Integer.parseInt(inSync), found.copies()))
                .ifPresent(all::add);
        Optional.ofNullable(found.settings().get(LARGEST))
                .map(Integer::parseInt)
                .filter(largest -> largest < BATCH)
                .ifPresent(largest -> all.add(number(topic, LARGEST, largest, BATCH, true)));
        new TreeMap<>(topic.config()).forEach((setting, expected) -> {
            String is = found.settings().get(setting);
            if (is != null && !normal(setting, is).equals(normal(setting, expected))) {
                all.add(new TopicDifference(topic.name(), setting, is, expected, loses(topic, setting, is, expected)));
            }
        });
        return List.copyOf(all);
    }

    private static TopicDifference number(Topic topic, String what, int found, int expected, boolean refused) {
        return new TopicDifference(topic.name(), what, Integer.toString(found), Integer.toString(expected), refused);
    }

    private static Optional<TopicDifference> inSync(Topic topic, int inSync, int copies) {
        if (inSync > copies) {
            return Optional.of(number(topic, IN_SYNC, inSync, copies / 2 + 1, true));
        }
        return copies >= SAFE_COPIES && inSync < SAFE_IN_SYNC
                ? Optional.of(number(topic, IN_SYNC, inSync, SAFE_IN_SYNC, false))
                : Optional.empty();
    }

    private static Object normal(String setting, String value) {
        return setting.equals(CLEANUP) ? policies(value) : value;
    }

    private static Set<String> policies(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(policy -> !policy.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is written for a while, to help people, may be kept for another while. */
    private static boolean loses(Topic topic, String setting, String found, String expected) {
        if (topic.cleanup() != Topic.Cleanup.COMPACT) {
            return false;
        }
        return setting.equals(CLEANUP)
                ? policies(found).contains("delete")
                : KEEPS.contains(setting) && Long.parseLong(found) < Long.parseLong(expected);
    }

    /** For people: what is found, and what was expected. */
    public String text() {
        return "topic " + topic + " has " + setting + " " + found + ", expected " + expected;
    }

    /**
     * What to do about it.
     *
     * @param servers of Kafka, for its tools
     */
    public String remedy(String servers) {
        return switch (setting) {
            case PARTITIONS -> "the number is part of the contract: restore the topic or migrate to a new one";
            case REPLICATION ->
                "kafka-reassign-partitions.sh --bootstrap-server " + servers + " gives " + topic + " other copies";
            default ->
                "kafka-configs.sh --bootstrap-server " + servers + " --alter --entity-type topics --entity-name "
                        + topic + " --add-config '" + setting + "=" + bracketed() + "'";
        };
    }

    /** Kafka's tool takes a comma for the end of a value. */
    private String bracketed() {
        return expected.contains(",") ? "[" + expected + "]" : expected;
    }
}
