package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The views of one profile as they stand on its topic, and each of them on a topic of its own. */
final class ProfileViews implements StateFollower.Handler {
    private final Runnable changed;
    private final Consumer<String> lost;
    private final OwnViews ownViews;
    private final Map<String, ConsumerView> views = new ConcurrentHashMap<>();
    private volatile boolean read;

    private ProfileViews(Bus bus, String profile, Runnable changed, Consumer<String> lost) {
        this.changed = changed;
        this.lost = lost;
        this.ownViews = new OwnViews(bus, profile, changed);
    }

    /**
     * Begins to read them; the topic is there.
     *
     * @param reader its name in logs
     * @param changed called on the reader's thread
     * @param lost called on the reader's thread, if the topic was cut or recreated: the views stay as they were
     */
    static ProfileViews follow(String reader, Bus bus, String profile, Runnable changed, Consumer<String> lost) {
        ProfileViews views = new ProfileViews(bus, profile, changed, lost);
        bus.reader()
                .follow(
                        new TopicPartition(Topic.views(profile).name(), 0),
                        new StateFollower(reader, bus.deadLetters(), views));
        return views;
    }

    /** Whether all that there were are read. */
    boolean read() {
        return read;
    }

    /** Those that are known; a copy. */
    Collection<ConsumerView> all() {
        return Map.copyOf(views).values();
    }

    /**
     * Writes those of {@code seen} to their own topics, as far as that can be done now.
     *
     * @throws org.apache.kafka.common.KafkaException if a topic cannot be created
     */
    void tell(Collection<ConsumerView> seen) {
        ownViews.write(seen);
    }

    /** Why own topics are not owned. */
    Optional<String> problem() {
        return ownViews.problem();
    }

    /** What is written to own topics is another's to change. */
    void release() {
        ownViews.release();
    }

    @Override
    public void onChange(String key, Optional<FleetRecord> body, long offset) {
        if (body.isPresent() && body.get() instanceof ConsumerView view) {
            views.put(key, view);
        } else {
            views.remove(key);
        }
    }

    @Override
    public void onCaughtUp() {
        read = true;
        changed.run();
    }

    @Override
    public void onBatchEnd() {
        changed.run();
    }

    @Override
    public void onLogReset(String what) {
        lost.accept(what);
    }
}
