package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.snapshot.PartitionState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** The topics that a store follows, and how far it has applied each. Any thread may ask, the reader's changes it. */
final class AppliedTopics {
    private final Bus bus;
    private final Map<String, StateFollower> followers = new ConcurrentHashMap<>();

    AppliedTopics(Bus bus) {
        this.bus = bus;
    }

    /** Follows {@code topic}, on from {@code known} if there is one, which {@code handler} has been told already. */
    void follow(Topic topic, StateFollower.Handler handler, Optional<PartitionState> known) {
        Optional<PartitionState> state = known.filter(partition -> partition.next() > 0);
        StateFollower follower = new StateFollower(
                StoreFeed.SERVICE,
                bus.deadLetters(),
                handler,
                state.map(PartitionState::next).orElse(0L),
                state.map(PartitionState::newestClaim).orElse(-1L));
        followers.put(topic.name(), follower);
        if (state.isPresent()) {
            bus.reader().follow(partition(topic), state.get().next(), follower);
        } else {
            bus.reader().follow(partition(topic), follower);
        }
    }

    void unfollow(Topic topic) {
        followers.remove(topic.name());
        bus.reader().unfollow(partition(topic));
    }

    private static TopicPartition partition(Topic topic) {
        return new TopicPartition(topic.name(), 0);
    }

    Set<String> names() {
        return Set.copyOf(followers.keySet());
    }

    /** By topic the offset to go on from. */
    Map<String, Long> positions() {
        Map<String, Long> positions = new TreeMap<>();
        followers.forEach((topic, follower) -> positions.put(topic, follower.next()));
        return positions;
    }

    /**
     * What a topic has come to; empty if it is not followed, has no ID, or has not gone on. On the reader's thread.
     *
     * @param records what its records say
     * @param ids Kafka's, by topic
     * @param since positions by topic
     */
    Optional<PartitionState> state(
            Topic topic, List<? extends FleetRecord> records, Map<String, String> ids, Map<String, Long> since) {
        StateFollower follower = followers.get(topic.name());
        String id = ids.get(topic.name());
        if (follower == null || id == null || since.getOrDefault(topic.name(), -1L) == follower.next()) {
            return Optional.empty();
        }
        return Optional.of(new PartitionState(topic.name(), id, follower.next(), follower.newestClaim(), records));
    }
}
