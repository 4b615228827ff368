package io.fleetmesh.meshstore.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.RangeRead;
import io.fleetmesh.meshstore.domain.ViewIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WholeSourcesTest {
    private static final Duration IDLE = Duration.ofMinutes(5);

    private final FakeBuses buses = new FakeBuses(
            Set.of("fleetmesh.mesh.default.east", "fleetmesh.mesh.default.north", "fleetmesh.mesh.default.south"));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final WholeSources sources =
            new WholeSources("default", buses::connect, clock, new WholeSources.Limits(2, 3, IDLE, Duration.ZERO));

    private static ConsumerRecord<byte[], byte[]> record(long offset, FleetRecord body) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "fleetmesh.mesh.default.east", 0, offset, body.key().getBytes(UTF_8), Codec.encode(body));
        record.headers().add(Headers.TYPE, EventTypes.of(body.getClass()).getBytes(UTF_8));
        record.headers().add(Headers.CLAIM, "0".getBytes(UTF_8));
        return record;
    }

    private static IpRecord ip(int number) {
        return new IpRecord("10.1.0." + number, Optional.empty(), 0, 0, "shop", "pod", Optional.empty());
    }

    private static List<String> keys(ViewIndex index) {
        return assertInstanceOf(RangeRead.Found.class, index.range(KeyRange.prefix("cilium/cache/"), 0, 0))
                .keyValues()
                .stream()
                .map(entry -> entry.key().toString())
                .toList();
    }

    @Test
    void aMemberThatNobodyLooksAtIsFollowedWhenSomebodyAsks() throws InterruptedException {
        assertInstanceOf(WholeSources.Answer.Reading.class, sources.of("east"));

        FakeBuses.Reader reader = buses.readers().getFirst();
        reader.listener().onRecord(record(1, new ClusterConfigRecord("east", 1, 255, true)));
        reader.listener().onRecord(record(2, ip(1)));
        reader.listener().onBatchEnd();
        assertInstanceOf(WholeSources.Answer.Reading.class, sources.of("east"));
        reader.listener().onCaughtUp();

        WholeSources.Answer.Whole whole = assertInstanceOf(WholeSources.Answer.Whole.class, sources.of("east"));
        assertEquals(List.of("cilium/cache/ip/v1/east/10.1.0.1"), keys(whole.index()));
        reader.listener().onRecord(record(3, ip(2)));
        reader.listener().onBatchEnd();
        assertEquals(
                List.of("cilium/cache/ip/v1/east/10.1.0.1", "cilium/cache/ip/v1/east/10.1.0.2"), keys(whole.index()));
        assertEquals(1, buses.readers().size());
    }

    @Test
    void oneThatNobodyExportsIsUnknownAndHoldsNothing() throws InterruptedException {
        assertEquals(new WholeSources.Answer.Unknown(), sources.of("west"));
        assertEquals(0, buses.open());
    }

    @Test
    void whatAMembersOwnStoreMayNotReadIsBarredAndHoldsNothing() throws InterruptedException {
        buses.bar(Topic.mesh("default", "north"));

        assertEquals(new WholeSources.Answer.Barred(), sources.of("north"));
        assertEquals(0, buses.open());
        assertInstanceOf(WholeSources.Answer.Reading.class, sources.of("east"));
    }

    @Test
    void thereAreAFewAtATimeUntilOneIsIdle() throws InterruptedException {
        var _ = sources.of("east");
        var _ = sources.of("north");
        assertEquals(new WholeSources.Answer.Busy(List.of("east", "north")), sources.of("south"));

        now = now.plus(IDLE.dividedBy(2));
        var _ = sources.of("north");
        now = now.plus(IDLE.dividedBy(2));
        buses.readers().forEach(FakeBuses.Reader::runLater);

        Awaitility.await("east is dropped").until(() -> buses.open() == 1);
        assertInstanceOf(WholeSources.Answer.Reading.class, sources.of("south"));
    }

    @Test
    void oneThatIsTooLargeIsGivenUp() throws InterruptedException {
        var _ = sources.of("east");
        FakeBuses.Reader reader = buses.readers().getFirst();
        PartitionListener listener = reader.listener();
        for (int i = 1; i <= 4; i++) {
            listener.onRecord(record(i, ip(i)));
        }
        listener.onBatchEnd();
        listener.onRecord(record(5, ip(5)));
        listener.onCaughtUp();

        assertEquals(new WholeSources.Answer.TooLarge(3), sources.of("east"));
        assertEquals(Set.of(), reader.followed());
    }

    @Test
    void closingHoldsNothing() throws InterruptedException {
        var _ = sources.of("east");

        sources.close();

        assertEquals(0, buses.open());
    }
}
