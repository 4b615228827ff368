package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.TopicDifference;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class TopicProvisionerTest extends OnABroker {
    private final List<TopicDifference> told = new ArrayList<>();

    private TopicProvisioner provisionerOf(int copies) {
        TopicProvisioner one = new TopicProvisioner(settings, (short) copies, told::add);
        open.add(one);
        return one;
    }

    /** Kafka's client would wait as long for the answer. */
    @Test
    void whoEndsDoesNotWaitForABrokerThatDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            TopicProvisioner alone = new TopicProvisioner(
                    new BusSettings(
                            "127.0.0.1:" + silent.getLocalPort(),
                            "test",
                            Duration.ofSeconds(6),
                            Map.of("default.api.timeout.ms", "600000", "request.timeout.ms", "600000")),
                    (short) 1);
            AtomicReference<KafkaException> heard = new AtomicReference<>();
            Thread asks =
                    Thread.ofVirtual().start(() -> heard.set(assertThrows(KafkaException.class, alone::clusterId)));
            await().until(() -> asks.getState() == Thread.State.TIMED_WAITING);

            Thread ends = Thread.ofVirtual().start(alone::close);

            await().until(() -> !ends.isAlive() && heard.get() != null);
        }
    }

    @Test
    void aTopicWithAnotherNumberOfPartitionsIsRefused() {
        Topic topic = topic();
        Topic wrong = new Topic(topic.name(), 3, "", "", Topic.Cleanup.COMPACT);

        var refusal = assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.present(wrong));

        assertTrue(refusal.getMessage().contains("has partitions 1, expected 3"), refusal.getMessage());
    }

    @Test
    void aTopicOfWhichKafkaWouldThrowTheTruthAwayIsRefusedWithTheCommandThatMendsIt() {
        Topic topic = topic();
        operator.configure(topic.name(), "cleanup.policy", "delete");
        String expected = "topic " + topic.name() + " has cleanup.policy delete, expected compact: kafka-configs.sh"
                + " --bootstrap-server " + settings.bootstrapServers() + " --alter --entity-type topics --entity-name "
                + topic.name() + " --add-config 'cleanup.policy=compact'";

        await().untilAsserted(() -> assertEquals(
                expected,
                assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.present(topic))
                        .getMessage()));
        assertEquals(
                expected,
                assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.ensure(List.of(topic)))
                        .getMessage());

        operator.configure(topic.name(), "cleanup.policy", "compact");
        await().ignoreExceptions().until(() -> provisioner.present(topic));
    }

    @Test
    void aTopicThatIsOtherwiseAndDoesNoHarmIsTakenAndToldOfOnce() {
        Topic topic = topic();
        TopicProvisioner other = provisionerOf(3);
        operator.configure(topic.name(), "delete.retention.ms", Long.toString(Topic.TOMBSTONES_KEPT.toMillis() + 1));

        await().until(() -> other.present(topic) && told.size() == 2);
        other.ensure(List.of(topic));

        assertEquals(
                List.of("replication", "delete.retention.ms"),
                told.stream().map(TopicDifference::setting).toList());
    }

    @Test
    void whoMayNotSeeTheSettingsLeavesThemToOthersAndSeesThePartitions() {
        Topic topic = topic();
        operator.configure(topic.name(), "cleanup.policy", "delete");
        await().untilAsserted(
                        () -> assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.present(topic)));

        operator.bar(ResourceType.TOPIC, topic.name(), AclOperation.DESCRIBE_CONFIGS);

        await().ignoreExceptions().until(() -> provisioner.present(topic));
        Topic wrong = new Topic(topic.name(), 3, "", "", Topic.Cleanup.COMPACT);
        assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.present(wrong));
    }
}
