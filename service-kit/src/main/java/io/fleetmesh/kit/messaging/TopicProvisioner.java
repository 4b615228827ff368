package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** Creates topics as the contract says and checks those that are there. Thread-safe; every call blocks. */
public final class TopicProvisioner implements Topics {
    private static final Logger LOG = Logger.getLogger(TopicProvisioner.class);
    private static final long SECONDS = 30;
    /** A topic that is not there must not keep for long who waits for others. */
    private static final int ENDS_MILLIS = 5_000;

    /** A topic is not as the contract says; the message names it, what was expected and what to do. */
    public static final class TopicMismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        TopicMismatch(String message) {
            super(message);
        }
    }

    private final Admin admin;
    private final short replication;

    /** @param replication copies of each new topic; −1 leaves it to the broker */
    public TopicProvisioner(BusSettings settings, short replication) {
        this.admin = Admin.create(settings.adminConfig());
        this.replication = replication;
    }

    @Override
    public void ensure(Collection<Topic> topics) {
        admin.createTopics(topics.stream().map(this::toNew).toList())
                .values()
                .forEach((name, created) -> await(created, "create topic " + name, TopicExistsException.class));
        Set<Topic> missing = new HashSet<>(topics);
        missing.removeAll(checked(topics));
        if (!missing.isEmpty()) {
            throw new KafkaException("topic " + missing.iterator().next().name() + " was created and is not there yet");
        }
    }

    @Override
    public boolean present(Topic topic) {
        return !checked(List.of(topic)).isEmpty();
    }

    /** Those that are there, which are as the contract says. */
    private Set<Topic> checked(Collection<Topic> topics) {
        Map<String, Topic> byName = new HashMap<>();
        topics.forEach(topic -> byName.put(topic.name(), topic));
        Set<Topic> there = new HashSet<>();
        admin.describeTopics(byName.keySet())
                .topicNameValues()
                .forEach((name, described) -> await(
                                described, "describe topic " + name, UnknownTopicOrPartitionException.class)
                        .ifPresent(description -> {
                            check(byName.get(name), description);
                            there.add(byName.get(name));
                        }));
        List<ConfigResource> resources = there.stream()
                .filter(topic -> topic.cleanup() == Topic.Cleanup.COMPACT)
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        admin.describeConfigs(resources)
                .values()
                .forEach((resource, described) -> settings(resource.name(), described)
                        .ifPresent(found -> check(byName.get(resource.name()), found)));
        return there;
    }

    /** As the broker has them; empty where this client may not see them: it leaves them to who made the topic. */
    private static Optional<Config> settings(String topic, KafkaFuture<Config> described) {
        try {
            return await(described, "describe settings of topic " + topic, UnknownTopicOrPartitionException.class);
        } catch (KafkaException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** By other settings Kafka would remove what is the only record of something, or what a take-over must still see. */
    private static void check(Topic topic, Config settings) {
        topic.config().forEach((name, expected) -> {
            String found = Optional.ofNullable(settings.get(name))
                    .map(ConfigEntry::value)
                    .orElse(expected);
            boolean kept = switch (name) {
                case "cleanup.policy" -> found.equals(expected);
                case "min.compaction.lag.ms", "delete.retention.ms" ->
                    Long.parseLong(found) >= Long.parseLong(expected);
                default -> true;
            };
            if (!kept) {
                throw new TopicMismatch(
                        "topic " + topic.name() + " has " + name + "=" + found + ", expected " + expected
                                + (name.equals("cleanup.policy") ? "" : " or more")
                                + ": Kafka would remove what is still needed; set it with kafka-configs.sh --alter"
                                + " --entity-type topics --entity-name " + topic.name() + " --add-config " + name + "="
                                + expected);
            }
        });
    }

    @Override
    public Map<String, String> ids(Collection<String> names) {
        Map<String, String> ids = new HashMap<>();
        admin.describeTopics(names)
                .topicNameValues()
                .forEach((name, described) -> await(
                                described, "describe topic " + name, UnknownTopicOrPartitionException.class)
                        .ifPresent(topic -> ids.put(name, topic.topicId().toString())));
        return ids;
    }

    @Override
    public String clusterId() {
        return await(
                        admin.describeCluster().clusterId(),
                        "describe the cluster",
                        UnknownTopicOrPartitionException.class)
                .orElseThrow(() -> new KafkaException("Kafka did not tell its cluster ID"));
    }

    @Override
    public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        ListOffsetsResult asked = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())),
                new ListOffsetsOptions().timeoutMs(ENDS_MILLIS));
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : partitions) {
            try {
                await(
                                asked.partitionResult(partition),
                                "learn where " + partition + " ends",
                                UnknownTopicOrPartitionException.class)
                        .ifPresent(end -> ends.put(partition, end.offset()));
            } catch (KafkaException e) {
                LOG.warnv(e, "End not known yet partition={0}", partition);
            }
        }
        return ends;
    }

    private static void check(Topic topic, TopicDescription description) {
        int partitions = description.partitions().size();
        if (partitions != topic.partitions()) {
            throw new TopicMismatch("topic " + topic.name() + " has " + partitions + " partitions, expected "
                    + topic.partitions()
                    + ": the number is part of the contract; restore the topic or migrate to a new one");
        }
    }

    private NewTopic toNew(Topic topic) {
        return new NewTopic(topic.name(), topic.partitions(), replication).configs(topic.config());
    }

    /** Empty when the call failed with {@code expected}. */
    private static <T> Optional<T> await(KafkaFuture<T> future, String what, Class<? extends Exception> expected) {
        try {
            return Optional.ofNullable(future.get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (expected.isInstance(e.getCause())) {
                return Optional.empty();
            }
            throw new KafkaException("could not " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("could not " + what + " within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while trying to " + what, e);
        }
    }

    /** The partition of {@code topic} where {@code key} stands, as Kafka's own partitioner would choose. */
    public static int partitionOf(Topic topic, String key) {
        return org.apache.kafka.common.utils.Utils.toPositive(org.apache.kafka.common.utils.Utils.murmur2(
                        key.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                % topic.partitions();
    }

    @Override
    public void close() {
        admin.close();
    }
}
