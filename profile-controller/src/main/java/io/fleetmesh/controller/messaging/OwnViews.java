package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.service.Bus;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** Each consumer's view on a topic of its own. Called by one thread; each topic is claimed before it is written. */
final class OwnViews implements OwnedPartition.Owner {
    private final Bus bus;
    private final String profile;
    private final Runnable again;
    private final Map<String, OwnedPartition> claimed = new ConcurrentHashMap<>();

    /** @param again called on the reader's thread when more can be written */
    OwnViews(Bus bus, String profile, Runnable again) {
        this.bus = bus;
        this.profile = profile;
        this.again = again;
    }

    /**
     * Writes what can be written now, and calls {@code again} for the rest.
     *
     * @throws org.apache.kafka.common.KafkaException if a topic cannot be created
     */
    void write(Collection<ConsumerView> all) {
        Map<String, ConsumerView> views = new HashMap<>();
        all.forEach(view -> views.put(view.consumer(), view));
        List<Topic> missing = views.keySet().stream()
                .filter(consumer -> !claimed.containsKey(consumer))
                .map(consumer -> Topic.ownView(profile, consumer))
                .toList();
        if (!missing.isEmpty()) {
            bus.topics().ensure(missing);
        }
        views.forEach((consumer, view) -> {
            OwnedPartition partition = claimed.computeIfAbsent(consumer, this::claim);
            if (partition.owned()) {
                var _ = partition.put(view, Actors.SELF);
            }
        });
        claimed.forEach((consumer, partition) -> {
            if (!views.containsKey(consumer) && partition.owned()) {
                var _ = partition.remove(consumer, Actors.SELF);
            }
        });
    }

    private OwnedPartition claim(String consumer) {
        return OwnedPartition.claim(
                new TopicPartition(Topic.ownView(profile, consumer).name(), 0),
                bus.settings().client(),
                bus.reader(),
                bus.writer(),
                bus.meters(),
                this);
    }

    @Override
    public void onOwned(OwnedPartition partition) {
        again.run();
    }

    /** Ordinary when another is active now. If we still are after a while, it was the claim of one given up. */
    @Override
    public void onDeposed(OwnedPartition partition) {
        bus.reader().executeAfter(bus.settings().settledAfter(), () -> {
            if (claimed.values().remove(partition)) {
                partition.close();
                again.run();
            }
        });
    }

    /** Why one of them is not owned, if something keeps it from being claimed. */
    Optional<String> problem() {
        return claimed.values().stream()
                .flatMap(partition -> partition.problem().stream())
                .findFirst();
    }

    /** What is written stays, and is another's to change. */
    void release() {
        claimed.values().forEach(OwnedPartition::close);
        claimed.clear();
    }
}
