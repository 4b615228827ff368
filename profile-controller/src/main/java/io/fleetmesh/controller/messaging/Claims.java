package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The partitions of the active controller: it decides over the whole fleet, so it owns all of them or none. On the reader's thread. */
final class Claims implements OwnedPartition.Owner {

    /** Told on the reader's thread. */
    interface Listener {
        /** Everything that was claimed is owned, also after more was claimed. */
        void onAllOwned();

        /** Another process has claimed one of them; asked to {@link #release} and claim again, if that was a mistake. */
        void onDeposed(OwnedPartition partition);
    }

    /** Somebody waits until what was written there is read back. */
    private static final Set<String> PROMPT = Set.of(
            Topic.intents().name(),
            Topic.plans().name(),
            Topic.appliedProfiles().name(),
            Topic.exportApprovals().name(),
            Topic.clusterIds().name());

    private static final String WRITER = "profile-controller";

    private final Bus bus;
    private final Listener listener;
    private final Map<TopicPartition, OwnedPartition> claimed = new ConcurrentHashMap<>();

    Claims(Bus bus, Listener listener) {
        this.bus = bus;
        this.listener = listener;
    }

    /** Claims what of these topics is not claimed yet; they must be there. */
    void claim(Collection<Topic> topics) {
        topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)))
                .forEach(partition -> claimed.computeIfAbsent(
                        partition,
                        _ -> OwnedPartition.claim(
                                partition, bus.settings().client(), bus.reader(), bus.writer(), bus.meters(), this)));
    }

    void release() {
        claimed.values().forEach(OwnedPartition::close);
        claimed.clear();
    }

    /** What keeps one of them from being claimed; none is written as long as that lasts. */
    Optional<String> problem() {
        return claimed.values().stream()
                .flatMap(partition -> partition.problem().stream())
                .findFirst();
    }

    boolean has(OwnedPartition partition) {
        return claimed.containsValue(partition);
    }

    /** The one partition of {@code topic}, if it may be written. */
    Optional<OwnedPartition> of(Topic topic) {
        return of(topic, 0);
    }

    /** Where the record of a member stands, if it may be written. */
    Optional<OwnedPartition> ofMember(String id) {
        return of(Topic.members(), TopicProvisioner.partitionOf(Topic.members(), id));
    }

    private Optional<OwnedPartition> of(Topic topic, int number) {
        return Optional.ofNullable(claimed.get(new TopicPartition(topic.name(), number)))
                .filter(OwnedPartition::owned);
    }

    /** The records of {@code topic} that are of one class. */
    <T extends FleetRecord> Stream<T> records(Topic topic, Class<T> type) {
        return claimed.entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic.name()))
                .flatMap(entry -> entry.getValue().records().values().stream())
                .filter(type::isInstance)
                .map(type::cast);
    }

    @Override
    public void onOwned(OwnedPartition partition) {
        if (!claimed.isEmpty() && claimed.values().stream().allMatch(OwnedPartition::owned)) {
            listener.onAllOwned();
        }
    }

    @Override
    public boolean readsPromptly(TopicPartition partition) {
        return PROMPT.contains(partition.topic());
    }

    @Override
    public void onUnwritable(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record, String cause) {
        bus.deadLetters().add(WRITER, record, cause);
    }

    @Override
    public void onDeposed(OwnedPartition partition) {
        listener.onDeposed(partition);
    }
}
