package io.fleetmesh.meshstore.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.ProjectionSettings;
import io.fleetmesh.meshstore.domain.Revisions;
import io.fleetmesh.meshstore.domain.Serving;
import io.fleetmesh.meshstore.domain.StoreScope;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class StoreFeedTest {
    private static final StoreScope SCOPE = StoreScope.of("shop");

    private final FakeBuses buses = new FakeBuses(Set.of());
    private final Bus bus = buses.connect();
    private final LogMemory memory = new Nothing();
    private final StoreFeed feed = new StoreFeed(
            bus,
            SCOPE,
            new Projection(ProjectionSettings.withRemovalGrace(Duration.ZERO), new Revisions()),
            Clock.systemUTC(),
            memory,
            Optional.empty(),
            false);

    private static ConsumerRecord<byte[], byte[]> view(long offset, String consumer, String... sources) {
        ConsumerView body = new ConsumerView(consumer, consumer, List.of(sources));
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(SCOPE.views().name(), 0, offset, body.key().getBytes(UTF_8), Codec.encode(body));
        record.headers().add(Headers.TYPE, EventTypes.of(ConsumerView.class).getBytes(UTF_8));
        record.headers().add(Headers.CLAIM, "0".getBytes(UTF_8));
        return record;
    }

    private Map<String, String> troubles() {
        return feed.serving("", _ -> 0, Optional.empty()).stream()
                .collect(Collectors.toMap(Serving::consumer, Serving::trouble));
    }

    @Test
    void aSourceThatIsLostConcernsThoseWhoSeeIt() {
        feed.start(new LogGate("test", bus.reader(), bus.deadLetters(), memory, _ -> {}));
        FakeBuses.Reader reader = buses.readers().getFirst();
        PartitionListener views = reader.listener(SCOPE.views());
        views.onRecord(view(1, "west", "east", "north"));
        views.onRecord(view(2, "south", "east"));
        views.onBatchEnd();
        views.onCaughtUp();
        Map<String, String> before = troubles();

        reader.listener(SCOPE.mesh("north")).onLogReset("its topic is new");

        assertEquals(
                Map.of(
                        "west",
                        "source.north: the log was cut or recreated, the last state stays: its topic is new",
                        "south",
                        before.getOrDefault("south", "")),
                troubles());
        assertFalse(feed.ready());
    }

    private static final class Nothing implements LogMemory {
        @Override
        public Optional<Incarnation> remembered() {
            return Optional.empty();
        }

        @Override
        public void remember(Incarnation incarnation) {}
    }
}
