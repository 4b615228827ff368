package io.fleetmesh.meshstore.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.domain.ViewIndex;
import io.fleetmesh.meshstore.domain.WholeSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Follows one member's mesh topic by connections of its own, until nobody has asked for a while. */
final class WholeFollower implements StateFollower.Handler, AutoCloseable {
    private final Bus bus;
    private final TopicPartition partition;
    private final int most;
    private final Clock clock;
    /** Completed once all of it has been read, or it is too large. */
    private final CompletableFuture<Void> read = new CompletableFuture<>();

    private WholeSource whole;
    private volatile Optional<ViewIndex> index = Optional.empty();
    private volatile Instant used;
    private boolean caughtUp;
    private volatile boolean tooLarge;

    /** @param most entries that are kept */
    WholeFollower(String member, Topic topic, Bus bus, int most, Clock clock) {
        this.bus = bus;
        this.partition = new TopicPartition(topic.name(), 0);
        this.most = most;
        this.clock = clock;
        this.used = clock.instant();
        this.whole = new WholeSource(member, used);
    }

    /**
     * Begins.
     *
     * @param unused called once, on a thread of its own, when nobody has asked for {@code idle}, or the log is not what it was
     */
    void start(Duration idle, Consumer<WholeFollower> unused) {
        // Who owns the topic tells of what cannot be read there.
        bus.reader().follow(partition, new StateFollower(StoreFeed.SERVICE, (_, _, _) -> {}, this));
        look(idle, unused);
    }

    private void look(Duration idle, Consumer<WholeFollower> unused) {
        boolean over =
                !used.plus(idle).isAfter(clock.instant()) || bus.reader().lost().isPresent();
        if (over) {
            var _ = Thread.ofVirtual().name("store-compare-ends").start(() -> unused.accept(this));
        } else {
            bus.reader().executeAfter(idle.dividedBy(4), () -> look(idle, unused));
        }
    }

    /** Somebody asks. */
    CompletableFuture<Void> read() {
        used = clock.instant();
        return read;
    }

    /** Whether it is still read: where it is not, it neither comes to an end nor ends by itself. */
    boolean alive() {
        return bus.reader().alive();
    }

    /** Whether it has more entries than are kept. */
    boolean tooLarge() {
        return tooLarge;
    }

    /** What would be served, once it was {@link #read} and is not {@link #tooLarge}. */
    Optional<ViewIndex> index() {
        return index;
    }

    @Override
    public void onChange(String key, Optional<FleetRecord> body, long offset) {
        if (tooLarge) {
            return;
        }
        if (body.isEmpty()) {
            whole.remove(key);
        } else if (body.get() instanceof MeshRecord record) {
            whole.apply(record);
        }
    }

    @Override
    public void onCaughtUp() {
        caughtUp = true;
        onBatchEnd();
    }

    @Override
    public void onBatchEnd() {
        if (!tooLarge && whole.size() > most) {
            tooLarge = true;
            index = Optional.empty();
            whole = new WholeSource(partition.topic(), clock.instant());
            bus.reader().unfollow(partition);
            read.complete(null);
        } else if (!tooLarge && caughtUp) {
            whole.caughtUp();
            whole.flush(clock.instant());
            index = whole.index();
            read.complete(null);
        }
    }

    @Override
    public void close() {
        bus.close();
    }
}
