package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.Kept;
import io.fleetmesh.controller.domain.Watched;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** The services of the fleet, followed from the topic {@code global-services} for those who ask over HTTP. */
public final class GlobalServiceDirectory implements AutoCloseable {
    /** More changes than that do not come in a millisecond. */
    private static final long VERSIONS_EACH_MILLISECOND = 1000;

    /** Each time all that there are are copied. */
    private static final Duration BETWEEN_NEWS = Duration.ofMillis(250);

    private final Kept<GlobalService> kept = new Kept<>();
    private final LogReader reader;
    private final Attempts begin;
    private final long firstVersion;
    /** What has come since it was last told; on the reader's thread. */
    private final Map<String, Optional<GlobalService>> pending = new LinkedHashMap<>();

    private boolean due;
    private int partitionsBehind = Topic.globalServices().partitions();

    /**
     * Begins once the topic is there.
     *
     * @param now versions follow from it: none is given twice, by this process or another one, though each counts for itself
     */
    public GlobalServiceDirectory(String service, Bus bus, Instant now) {
        reader = bus.reader();
        firstVersion = now.toEpochMilli() * VERSIONS_EACH_MILLISECOND;
        Topic topic = Topic.globalServices();
        begin = Attempts.of("follow the services of the fleet", bus.meters(), () -> {
            bus.topics().ensure(List.of(topic));
            IntStream.range(0, topic.partitions()).forEach(number -> {
                TopicPartition partition = new TopicPartition(topic.name(), number);
                Runnable relax = () -> bus.reader().relax(partition);
                bus.reader().follow(partition, new StateFollower(service, bus.deadLetters(), new Partition(relax)));
            });
            return true;
        });
    }

    /** By key; empty until all that were there are read. */
    public Watched<GlobalService> services() {
        return kept;
    }

    /** What keeps it from beginning and is no fault of Kafka's. */
    public Optional<String> failure() {
        return begin.failure();
    }

    @Override
    public void close() {
        begin.close();
    }

    private void tell() {
        due = false;
        if (partitionsBehind > 0 || (pending.isEmpty() && kept.history().isPresent())) {
            return;
        }
        kept.set(Optional.of(kept.history().map(before -> before.after(pending)).orElseGet(this::first)));
        pending.clear();
    }

    private History<GlobalService> first() {
        Map<String, GlobalService> services = new TreeMap<>();
        pending.forEach((key, service) -> service.ifPresent(there -> services.put(key, there)));
        return History.begin(services, firstVersion);
    }

    private final class Partition implements StateFollower.Handler {
        private final Runnable relax;

        Partition(Runnable relax) {
            this.relax = relax;
        }

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            pending.put(key, body.filter(GlobalService.class::isInstance).map(GlobalService.class::cast));
        }

        @Override
        public void onCaughtUp() {
            // Nobody waits for each: some at a time are told.
            relax.run();
            partitionsBehind--;
            tell();
        }

        @Override
        public void onBatchEnd() {
            if (!due) {
                due = true;
                reader.executeAfter(BETWEEN_NEWS, GlobalServiceDirectory.this::tell);
            }
        }
    }
}
