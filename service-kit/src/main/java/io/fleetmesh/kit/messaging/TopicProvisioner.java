package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.TopicDifference;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
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
    private final String servers;
    private final short replication;
    private final Consumer<TopicDifference> tolerated;
    /** Those that were told. */
    private final Set<TopicDifference> told = ConcurrentHashMap.newKeySet();

    /** Of one that nobody counts for. */
    public TopicProvisioner(BusSettings settings, short replication) {
        this(settings, replication, _ -> {});
    }

    /**
     * Connects when it is asked something.
     *
     * @param replication copies of each new topic; −1 leaves it to the broker
     * @param tolerated told once of each thing that is not as it should be, and does no harm at once
     */
    public TopicProvisioner(BusSettings settings, short replication, Consumer<TopicDifference> tolerated) {
        this.admin = Admin.create(settings.adminConfig());
        this.servers = settings.bootstrapServers();
        this.replication = replication;
        this.tolerated = tolerated;
    }

    @Override
    public void ensure(Collection<Topic> topics) {
        admin.createTopics(topics.stream().map(this::toNew).toList())
                .values()
                .forEach((name, created) -> await(created, "create topic " + name, TopicExistsException.class));
        Map<String, TopicDifference.Found> found = describe(topics);
        topics.forEach(topic -> {
            TopicDifference.Found there = found.get(topic.name());
            if (there == null) {
                throw new KafkaException("topic " + topic.name() + " was created and is not there yet");
            }
            check(topic, there);
        });
    }

    @Override
    public boolean present(Topic topic) {
        TopicDifference.Found found = describe(List.of(topic)).get(topic.name());
        if (found != null) {
            check(topic, found);
        }
        return found != null;
    }

    /** Those that are there. */
    private Map<String, TopicDifference.Found> describe(Collection<Topic> topics) {
        List<String> names = topics.stream().map(Topic::name).distinct().toList();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(names).topicNameValues();
        Map<ConfigResource, KafkaFuture<Config>> settings = admin.describeConfigs(
                        names.stream().map(TopicProvisioner::resource).toList())
                .values();
        Map<String, TopicDifference.Found> found = new HashMap<>();
        for (String name : names) {
            Optional<TopicDescription> description =
                    await(descriptions.get(name), "describe topic " + name, UnknownTopicOrPartitionException.class);
            description.ifPresent(topic -> found.put(name, found(topic, settings.get(resource(name)))));
        }
        return found;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static TopicDifference.Found found(TopicDescription topic, KafkaFuture<Config> settings) {
        Map<String, String> values = new HashMap<>();
        await(settings, "read the settings of topic " + topic.name(), AuthorizationException.class)
                .ifPresent(config -> config.entries().stream()
                        .filter(entry -> entry.value() != null)
                        .forEach(entry -> values.put(entry.name(), entry.value())));
        int copies = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return new TopicDifference.Found(topic.partitions().size(), copies, values);
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

    private void check(Topic topic, TopicDifference.Found found) {
        List<TopicDifference> differences = TopicDifference.of(topic, replication, found);
        List<TopicDifference> refused =
                differences.stream().filter(TopicDifference::refused).toList();
        if (!refused.isEmpty()) {
            throw new TopicMismatch(refused.stream()
                    .map(difference -> difference.text() + ": " + difference.remedy(servers))
                    .collect(Collectors.joining("; ")));
        }
        differences.stream().filter(told::add).forEach(difference -> {
            LOG.warnv(
                    "Topic is not as it should be topic={0} setting={1} found={2} expected={3} remedy={4}",
                    difference.topic(),
                    difference.setting(),
                    difference.found(),
                    difference.expected(),
                    difference.remedy(servers));
            tolerated.accept(difference);
        });
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

    /** Whoever still waits for an answer hears that there is none: without a broker one could take a minute. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
