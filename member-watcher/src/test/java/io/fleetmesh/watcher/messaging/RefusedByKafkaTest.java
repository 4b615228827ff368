package io.fleetmesh.watcher.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.BusSettings;
import io.fleetmesh.kit.messaging.KafkaLogReader;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.MemberListener;
import io.fleetmesh.watcher.domain.MemberSource;
import io.fleetmesh.watcher.domain.Observation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member whose topic of facts Kafka does not take everything for. */
class RefusedByKafkaTest extends OnABroker {
    private static final Topic FACTS = Topic.facts("east");
    private static final String DETAIL = "member.east";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<ConsumerRecord<byte[], byte[]>> letters = new CopyOnWriteArrayList<>();
    private final Map<String, FleetRecord> facts = new ConcurrentHashMap<>();
    private final East east = new East();
    private final AtomicInteger number = new AtomicInteger();
    private Watches watches;

    /** An API with namespaces; whoever watches hears of each change. */
    private static final class East {
        private final Map<String, MemberFact> namespaces = new TreeMap<>();
        private @Nullable MemberListener listener;
        private int version = 1;

        synchronized void put(String name, String value) {
            NamespaceFact fact = new NamespaceFact(name, Optional.of(value));
            namespaces.put(fact.key(), fact);
            version++;
            if (listener != null) {
                listener.observed(Family.NAMESPACE, new Observation.Present(fact), Integer.toString(version));
            }
        }

        /** Lists all that is there; the first time, in an own thread. */
        synchronized void list(MemberListener to) {
            listener = to;
            if (to.identified("uid")) {
                var _ = to.listed(new FamilySnapshot(
                        Family.NAMESPACE, "uid", Integer.toString(version), namespaces, Set.of(), true));
            }
        }

        synchronized void leave() {
            listener = null;
        }
    }

    private final class Source implements MemberSource {
        @Override
        public Set<Family> families() {
            return Set.of(Family.NAMESPACE);
        }

        @Override
        public void begin(MemberListener listener) {
            Thread.ofVirtual().start(() -> east.list(listener));
        }

        @Override
        public void reconsider(Set<Family> families) {}

        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public void close() {
            Thread.ofVirtual().start(east::leave);
        }
    }

    private record Fold(Map<String, FleetRecord> state) implements StateFollower.Handler {
        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            body.ifPresentOrElse(value -> state.put(key, value), () -> state.remove(key));
        }

        @Override
        public void onCaughtUp() {}
    }

    @BeforeEach
    void watch() {
        BusSettings settings = settings("watcher", Duration.ofSeconds(1));
        Bus bus = bus(settings, registry, _ -> (_, record, _) -> letters.add(record));
        ensure(bus.topics(), FACTS);
        KafkaLogReader eyes = closing(new KafkaLogReader(settings, "eyes", bus.topics(), System::nanoTime));
        eyes.follow(new TopicPartition(FACTS.name(), 0), new StateFollower("test", (_, _, _) -> {}, new Fold(facts)));
        watches = closing(
                new Watches(bus, new WatchSettings(LONG, LONG, Set.of()), _ -> new Source(), Clock.systemUTC()));
        east.put("shop", "0");
        bus.reader().execute(() -> watches.watchAlone("east", LONG));
        await().atMost(PATIENTLY).until(() -> valuesOf("shop").equals("0") && watches.ready());
    }

    private String valuesOf(String namespace) {
        return facts.values().stream()
                .filter(NamespaceFact.class::isInstance)
                .map(NamespaceFact.class::cast)
                .filter(fact -> fact.name().equals(namespace))
                .map(fact -> fact.global().orElse(""))
                .collect(Collectors.joining());
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenOnceItMayThoughNobodyElseHasTheMember() {
        operator.bar(ResourceType.TOPIC, FACTS.name(), AclOperation.WRITE);
        // What is written before the broker has heard of it is taken.
        await().atMost(PATIENTLY).until(() -> {
            east.put("shop", "barred " + number.incrementAndGet());
            return watches.details().get(DETAIL).contains("Deposed");
        });
        assertTrue(
                watches.details().get(DETAIL).contains(FACTS.name() + "-0 cannot be written"),
                watches.details().get(DETAIL));
        assertFalse(watches.ready());
        assertTrue(watches.alive());
        east.put("late", "1");
        await().atMost(PATIENTLY)
                .until(() -> watches.details().get(DETAIL).contains(FACTS.name() + "-0 cannot be claimed"));
        assertFalse(watches.ready());

        operator.permit(ResourceType.TOPIC, FACTS.name());

        await().atMost(PATIENTLY)
                .until(() -> valuesOf("shop").equals("barred " + number.get())
                        && valuesOf("late").equals("1"));
        await().atMost(PATIENTLY).until(watches::ready);
        assertTrue(registry.get("fleetmesh_partitions_refused").counter().count() >= 1);
    }

    @Test
    void aFactThatIsTooLargeIsADeadLetterAndTheOthersGoOn() {
        // Above a batch of the producer: what it could batch with others, and is refused, it would try again for ever.
        operator.configure(FACTS.name(), "max.message.bytes", "20000");
        await().atMost(PATIENTLY).until(() -> {
            east.put("huge", number.incrementAndGet() + "x".repeat(30_000));
            return !letters.isEmpty();
        });
        east.put("shop", "1");

        await().atMost(PATIENTLY).until(() -> valuesOf("shop").equals("1"));
        assertEquals(-1, letters.getFirst().offset());
        assertTrue(watches.ready());
    }
}
