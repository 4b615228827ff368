package io.fleetmesh.kit.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicProvisionerTest extends OnABroker {
    @Test
    void aTopicWithAnotherNumberOfPartitionsIsRefused() {
        Topic topic = topic();
        Topic wrong = new Topic(topic.name(), 3, "", "", Topic.Cleanup.COMPACT);

        var refusal = assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.present(wrong));

        assertTrue(refusal.getMessage().contains("1 partitions, expected 3"), refusal.getMessage());
    }

    /** What the broker's own defaults, or somebody's hand, would make of it. */
    @ParameterizedTest
    @CsvSource({"cleanup.policy, delete", "min.compaction.lag.ms, 0", "delete.retention.ms, 86400000"})
    void aTopicOfWhichKafkaWouldRemoveWhatIsNeededIsRefused(String name, String value) throws Exception {
        Topic topic = topic();
        alter(topic, name, value);

        var refusal = assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.ensure(List.of(topic)));

        String expected = topic.config().get(name);
        assertTrue(
                refusal.getMessage().contains(" has " + name + "=" + value + ", expected " + expected),
                refusal::getMessage);
        assertTrue(refusal.getMessage().endsWith("--add-config " + name + "=" + expected), refusal::getMessage);
        alter(topic, name, expected);
        provisioner.ensure(List.of(topic));
    }

    @Test
    void whatKeepsMoreIsTaken() throws Exception {
        Topic topic = topic();

        alter(topic, "delete.retention.ms", Long.toString(2 * Topic.TOMBSTONES_KEPT.toMillis()));

        assertTrue(provisioner.present(topic));
    }

    /** Others may have asked for it before it is made. */
    @Test
    void readingMakesNoTopic() {
        assertEquals("false", settings.followerConfig().get("allow.auto.create.topics"));
        assertEquals("false", settings.groupConfig("g").get("allow.auto.create.topics"));
    }

    private void alter(Topic topic, String name, String value) throws Exception {
        try (Admin admin = Admin.create(settings.adminConfig())) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
            AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
            var _ = admin.incrementalAlterConfigs(Map.of(resource, List.of(set)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            await().until(() -> admin.describeConfigs(List.of(resource))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .get(resource)
                    .get(name)
                    .value()
                    .equals(value));
        }
    }
}
