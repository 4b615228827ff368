package io.fleetmesh.aggregator.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Incarnation;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.messaging.PartitionListener;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.kit.service.FileLogMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Stage two and the log's word which one it is, which another reader of the same process follows. */
class UntrustedLogTest extends OnABroker {
    private static final String LATE = "shop/late";

    private final LogMemory memory = new FileLogMemory(Optional.empty());

    /** One life of the service, as far as stage two goes. */
    private final class Life {
        final Bus exports;
        final Bus global;
        final StageTwo two;
        final LogGate gate;

        Life(String name) {
            exports = bus(name);
            global = bus(name + "-global");
            two = closing(new StageTwo(global));
            gate = new LogGate("aggregator", exports.reader(), exports.deadLetters(), memory, opened -> {
                opened.guard(global.reader());
                two.start();
            });
            gate.follow();
        }
    }

    private static ServiceRecord service(String name) {
        return new ServiceRecord("shop", name, false, List.of(), List.of(), Map.of(), Map.of());
    }

    /** Who has written the record of {@link #LATE}, each time. */
    private List<String> writersOfLate() {
        List<String> writers = new CopyOnWriteArrayList<>();
        bus("eyes")
                .reader()
                .follow(
                        new TopicPartition(
                                Topic.globalServices().name(),
                                TopicProvisioner.partitionOf(Topic.globalServices(), LATE)),
                        new PartitionListener() {
                            @Override
                            public void onRecord(ConsumerRecord<byte[], byte[]> record) {
                                if (new String(record.key(), StandardCharsets.UTF_8).equals(LATE)) {
                                    writers.add(new String(
                                            record.headers()
                                                    .lastHeader(Headers.SOURCE)
                                                    .value(),
                                            StandardCharsets.UTF_8));
                                }
                            }

                            @Override
                            public void onCaughtUp() {}
                        });
        return writers;
    }

    @Test
    void itStopsAtOnceInALogThatIsNotTrustedAndTheNextLifeBeginsAnewOnceItIs() {
        List<String> writersOfLate = writersOfLate();
        Map<String, FleetRecord> global = read(Topic.globalServices());
        write(Topic.log(), new Incarnation("log", 7, List.of()));
        write(Topic.members(), new Member("m-east", "blue", "east", 3));
        write(MESH, service("cart"));
        Life first = new Life("first");
        await().atMost(PATIENTLY).until(() -> global.containsKey("shop/cart"));

        write(Topic.log(), new Incarnation("log", 6, List.of()));
        await().until(first.gate::lost);
        await().until(() -> first.global.reader().lost().isPresent());
        write(MESH, service("late"));
        Life second = new Life("second");
        await().until(() -> second.gate.doubt().orElse("").startsWith("an older state of the log"));
        assertFalse(second.two.ready());
        // As its supervisor ends it, or its partitions would stay with it.
        first.two.close();

        write(Topic.log(), new Incarnation("accepted", 1, List.of("log")));

        await().atMost(PATIENTLY).until(() -> global.containsKey(LATE));
        assertEquals(List.of("/fleetmesh/second-global"), writersOfLate);
        assertTrue(first.global.reader().distrusts());
    }
}
