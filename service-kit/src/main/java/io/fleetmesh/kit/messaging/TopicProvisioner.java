package io.fleetmesh.kit.messaging;

import io.fleetmesh.contract.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
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
        topics.forEach(topic -> {
            if (!present(topic)) {
                throw new KafkaException("topic " + topic.name() + " was created and is not there yet");
            }
        });
    }

    @Override
    public boolean present(Topic topic) {
        Optional<Map<String, TopicDescription>> found = await(
                admin.describeTopics(List.of(topic.name())).allTopicNames(),
                "describe topic " + topic.name(),
                UnknownTopicOrPartitionException.class);
        found.map(all -> all.get(topic.name())).ifPresent(description -> check(topic, description));
        return found.isPresent();
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
