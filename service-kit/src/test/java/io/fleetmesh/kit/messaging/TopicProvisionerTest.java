package io.fleetmesh.kit.messaging;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Topic;
import org.junit.jupiter.api.Test;

class TopicProvisionerTest extends OnABroker {
    @Test
    void aTopicWithAnotherNumberOfPartitionsIsRefused() {
        Topic topic = topic();
        Topic wrong = new Topic(topic.name(), 3, "", "", Topic.Cleanup.COMPACT);

        var refusal = assertThrows(TopicProvisioner.TopicMismatch.class, () -> provisioner.present(wrong));

        assertTrue(refusal.getMessage().contains("1 partitions, expected 3"), refusal.getMessage());
    }
}
