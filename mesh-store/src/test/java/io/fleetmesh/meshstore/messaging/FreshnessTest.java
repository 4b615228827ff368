package io.fleetmesh.meshstore.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FakeBuses buses = new FakeBuses(Set.of());
    private Set<String> topics = Set.of("views");
    private Optional<Instant> snapshot = Optional.empty();
    private Instant now = START;
    private FakeBuses.Reader reader;

    @BeforeEach
    void connect() {
        var _ = buses.connect();
        reader = buses.readers().getFirst();
    }

    private void watch() {
        var _ = Freshness.watch(reader, () -> topics, () -> snapshot, new Moving(), registry);
    }

    private double staleAt(int second) {
        now = START.plusSeconds(second);
        reader.runLater();
        return registry.get("fleetmesh_store_staleness_seconds").gauge().value();
    }

    @Test
    void aBusThatAnswersIsNeverStale() {
        watch();

        assertEquals(0, staleAt(0));
        assertEquals(0, staleAt(600));
    }

    @Test
    void itGrowsWhileKafkaIsSilent() {
        watch();
        assertEquals(0, staleAt(10));

        reader.silent(true);
        assertEquals(2, staleAt(12));
        assertEquals(90, staleAt(100));

        reader.silent(false);
        assertEquals(0, staleAt(102));
    }

    @Test
    void whatWasReadAfterAWhileIsAsOldAsTheQuestion() {
        reader.silent(true);
        watch();

        now = START.plusSeconds(7);
        reader.silent(false);

        assertEquals(
                7, registry.get("fleetmesh_store_staleness_seconds").gauge().value());
    }

    @Test
    void itGrowsOnceWhatIsReadWasLost() {
        watch();
        assertEquals(0, staleAt(10));

        reader.lose("another log");

        assertEquals(50, staleAt(60));
    }

    @Test
    void nothingReadIsNoNumberUnlessASnapshotIsServed() {
        topics = Set.of();
        watch();
        assertEquals(Double.NaN, staleAt(10));

        snapshot = Optional.of(START);

        assertEquals(20, staleAt(20));
    }

    private final class Moving extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
