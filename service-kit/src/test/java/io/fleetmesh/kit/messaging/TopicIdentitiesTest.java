package io.fleetmesh.kit.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicIdentitiesTest {
    private final Map<String, String> there = new HashMap<>(Map.of("a", "a1", "b", "b1"));
    private final List<Set<String>> asked = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private Set<String> barred = Set.of();
    private final TopicIdentities identities = new TopicIdentities(new There(), () -> barred, new Told());

    private final class Told implements TopicIdentities.Listener {
        @Override
        public void onTopicLost(String topic, String what) {
            lost.add(what);
        }

        @Override
        public void onClusterLost(String what) {
            lost.add(what);
        }
    }

    private final class There implements Topics {
        @Override
        public Map<String, String> ids(Collection<String> names) {
            asked.add(new TreeSet<>(names));
            Map<String, String> ids = new HashMap<>(there);
            ids.keySet().retainAll(names);
            return ids;
        }

        @Override
        public String clusterId() {
            return "cluster";
        }

        @Override
        public void ensure(Collection<Topic> topics) {}

        @Override
        public boolean present(Topic topic) {
            return there.containsKey(topic.name());
        }

        @Override
        public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
            return Map.of();
        }

        @Override
        public void close() {}
    }

    @Test
    void aTopicThatIsReadNoMoreIsForgottenAndMayComeAgainAsAnotherOne() {
        identities.watch("a");
        identities.watch("b");
        identities.check();

        identities.forget("a");
        there.remove("a");
        identities.check();
        there.put("a", "a2");
        identities.watch("a");
        identities.check();
        identities.check();

        assertEquals(List.of(Set.of("a", "b"), Set.of("b"), Set.of("a", "b"), Set.of("a", "b")), asked);
        assertEquals(List.of(), lost);
    }

    @Test
    void aTopicThatIsAnotherOneIsToldOnceAndStaysLostForWhoReadsItAgain() {
        identities.watch("a");
        identities.check();
        there.put("a", "a2");

        identities.check();
        identities.check();
        assertEquals(List.of("topic a was deleted and created again: its ID was a1 and is a2"), lost);

        identities.watch("a");
        identities.check();
        assertEquals(2, lost.size());
    }

    @Test
    void aTopicThatIsNotThereTwiceWasDeleted() {
        identities.watch("a");
        identities.check();
        there.remove("a");
        identities.check();
        assertEquals(List.of(), lost);

        identities.check();

        assertEquals(List.of("topic a was deleted"), lost);
    }

    @Test
    void ofATopicThatIsBarredNothingIsAskedAndItsIdentityIsKept() {
        identities.watch("a");
        identities.watch("b");
        identities.check();
        barred = Set.of("a");
        there.put("a", "a2");
        identities.check();
        assertEquals(List.of(Set.of("a", "b"), Set.of("b")), asked);

        barred = Set.of();
        identities.check();

        assertEquals(List.of("topic a was deleted and created again: its ID was a1 and is a2"), lost);
    }
}
