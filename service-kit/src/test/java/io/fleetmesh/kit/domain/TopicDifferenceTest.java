package io.fleetmesh.kit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.TopicDifference.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicDifferenceTest {
    private static final Topic STATE = Topic.facts("east");
    private static final Topic HELP = Topic.deadLetters();

    private static Map<String, String> with(Topic topic, String setting, String value) {
        Map<String, String> settings = new HashMap<>(topic.config());
        settings.put(setting, value);
        return settings;
    }

    private static List<String> found(Topic topic, String setting, String value) {
        return TopicDifference.of(topic, 0, new Found(topic.partitions(), 3, with(topic, setting, value))).stream()
                .map(difference -> (difference.refused() ? "refused: " : "tolerated: ") + difference.text())
                .toList();
    }

    private static String topic(Topic topic) {
        return "topic " + topic.name() + " has ";
    }

    @Test
    void aTopicAsItShouldBeHasNoDifferences() {
        for (Topic topic : List.of(STATE, HELP, Topic.storeStatus("east"), Topic.members())) {
            assertEquals(List.of(), TopicDifference.of(topic, 3, new Found(topic.partitions(), 3, topic.config())));
        }
    }

    @Test
    void theOrderOfPoliciesDoesNotMatter() {
        assertEquals(List.of(), found(HELP, "cleanup.policy", "delete, compact"));
    }

    @Test
    void aStateThatKafkaWouldDeleteIsRefused() {
        assertEquals(
                List.of("refused: " + topic(STATE) + "cleanup.policy compact,delete, expected compact"),
                found(STATE, "cleanup.policy", "compact,delete"));
        assertEquals(
                List.of("refused: " + topic(STATE) + "cleanup.policy delete, expected compact"),
                found(STATE, "cleanup.policy", "delete"));
    }

    @Test
    void aStateThatForgetsTooEarlyIsRefusedAndOneThatForgetsLaterIsNot() {
        for (String setting : List.of("min.compaction.lag.ms", "delete.retention.ms")) {
            long kept = Long.parseLong(STATE.config().get(setting));
            String expected = ", expected " + kept;
            assertEquals(
                    List.of("refused: " + topic(STATE) + setting + " " + (kept - 1) + expected),
                    found(STATE, setting, Long.toString(kept - 1)));
            assertEquals(
                    List.of("tolerated: " + topic(STATE) + setting + " " + (kept + 1) + expected),
                    found(STATE, setting, Long.toString(kept + 1)));
        }
    }

    @Test
    void whatHelpsPeopleForAWhileIsTakenHoweverLongItIsKept() {
        assertEquals(
                List.of("tolerated: " + topic(HELP) + "cleanup.policy delete, expected compact,delete"),
                found(HELP, "cleanup.policy", "delete"));
        assertEquals(
                List.of("tolerated: " + topic(HELP) + "retention.ms 1, expected " + Topic.HELP_KEPT.toMillis()),
                found(HELP, "retention.ms", "1"));
    }

    @Test
    void moreCopiesInSyncThanThereAreTakeNothingAndOneOfThreeIsNotSafe() {
        assertEquals(
                List.of("refused: " + topic(STATE) + "min.insync.replicas 4, expected 2"),
                found(STATE, "min.insync.replicas", "4"));
        assertEquals(
                List.of("tolerated: " + topic(STATE) + "min.insync.replicas 1, expected 2"),
                found(STATE, "min.insync.replicas", "1"));
        assertEquals(List.of(), found(STATE, "min.insync.replicas", "2"));
    }

    @Test
    void whereABatchOfTheClientDoesNotFitNobodyWrites() {
        assertEquals(
                List.of("refused: " + topic(STATE) + "max.message.bytes 16383, expected 16384"),
                found(STATE, "max.message.bytes", "16383"));
        assertEquals(List.of(), found(STATE, "max.message.bytes", "16384"));
    }

    @Test
    void otherCopiesThanTheOperatorWantsAreTaken() {
        assertEquals(
                List.of(new TopicDifference(STATE.name(), "replication", "1", "3", false)),
                TopicDifference.of(STATE, 3, new Found(1, 1, STATE.config())));
        assertEquals(List.of(), TopicDifference.of(STATE, -1, new Found(1, 1, STATE.config())));
    }

    @Test
    void theRemedyIsACommandThatKafkasToolTakes() {
        TopicDifference difference = new TopicDifference("t", "cleanup.policy", "delete", "compact,delete", false);

        assertEquals(
                "kafka-configs.sh --bootstrap-server k:9092 --alter --entity-type topics --entity-name t"
                        + " --add-config 'cleanup.policy=[compact,delete]'",
                difference.remedy("k:9092"));
    }
}
