package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Attempts;
import io.fleetmesh.kit.service.Bus;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** The services of the fleet, followed from the topic {@code global-services} for those who ask over HTTP. */
public final class GlobalServiceDirectory implements AutoCloseable {
    private final NavigableMap<String, GlobalService> services = new ConcurrentSkipListMap<>();
    private final Attempts begin;
    private final AtomicInteger partitionsBehind =
            new AtomicInteger(Topic.globalServices().partitions());

    /** Begins once the topic is there. */
    public GlobalServiceDirectory(String service, Bus bus) {
        Topic topic = Topic.globalServices();
        begin = Attempts.of("follow the services of the fleet", () -> {
            bus.topics().ensure(List.of(topic));
            IntStream.range(0, topic.partitions()).forEach(number -> {
                TopicPartition partition = new TopicPartition(topic.name(), number);
                Runnable relax = () -> bus.reader().relax(partition);
                bus.reader().follow(partition, new StateFollower(service, bus.deadLetters(), new Partition(relax)));
            });
            return true;
        });
    }

    /** By key, as they are while one looks; empty until all that were there are read. */
    public Optional<NavigableMap<String, GlobalService>> all() {
        return partitionsBehind.get() > 0
                ? Optional.empty()
                : Optional.of(Collections.unmodifiableNavigableMap(services));
    }

    @Override
    public void close() {
        begin.close();
    }

    private final class Partition implements StateFollower.Handler {
        private final Runnable relax;

        Partition(Runnable relax) {
            this.relax = relax;
        }

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            if (body.isPresent() && body.get() instanceof GlobalService service) {
                services.put(key, service);
            } else {
                services.remove(key);
            }
        }

        @Override
        public void onCaughtUp() {
            // Nobody waits for news.
            relax.run();
            partitionsBehind.decrementAndGet();
        }
    }
}
