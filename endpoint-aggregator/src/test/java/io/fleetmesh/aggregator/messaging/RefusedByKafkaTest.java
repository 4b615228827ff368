package io.fleetmesh.aggregator.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.domain.NamespaceDefault;
import io.fleetmesh.contract.DeadLetter;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.service.Bus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

/** What Kafka does not let the two stages write or read, for a while or because of what it is. */
class RefusedByKafkaTest extends OnABroker {
    private static final Member EAST = new Member("m-east", "blue", "east", 3);
    private static final String DETAIL = "member.m-east";

    private final AtomicInteger number = new AtomicInteger();

    private static ServiceFact fact(String name, String label) {
        return new ServiceFact(
                "shop",
                name,
                "ClusterIP",
                Map.of("label", label),
                Map.of("service.cilium.io/global", "true"),
                Map.of(),
                List.of("10.96.0.10"),
                List.of(new ServicePort("http", "TCP", 80)));
    }

    private static ServiceRecord service(String name, String label) {
        return new ServiceRecord("shop", name, false, List.of(), List.of(), Map.of("label", label), Map.of());
    }

    private static Set<String> services(Map<String, FleetRecord> state) {
        return state.values().stream()
                .filter(ServiceRecord.class::isInstance)
                .map(ServiceRecord.class::cast)
                .map(ServiceRecord::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> names(Map<String, FleetRecord> state) {
        return state.values().stream()
                .filter(GlobalService.class::isInstance)
                .map(GlobalService.class::cast)
                .map(GlobalService::name)
                .collect(Collectors.toSet());
    }

    /** Stage one of a member that the group has given to it. */
    private StageOne stageOne() {
        write(FACTS, new NamespaceFact("shop", Optional.of("true")));
        Bus bus = bus("aggregator");
        StageOne one = new StageOne(
                bus, new ExportSettings(NamespaceDefault.NOT_APPLIED, 255), new AggregatorMeters(registry));
        bus.reader().execute(() -> {
            one.followRules();
            one.onOurs(EAST);
        });
        await().until(() -> one.details().equals(Map.of(DETAIL, "LIVE")));
        return one;
    }

    private StageTwo stageTwo() {
        write(Topic.members(), EAST);
        StageTwo two = closing(new StageTwo(bus("aggregator-global")));
        two.start();
        await().atMost(PATIENTLY).until(two::ready);
        return two;
    }

    @Test
    void aMemberWhoseTopicMayNotBeWrittenIsExportedWholeOnceItMay() {
        Map<String, FleetRecord> mesh = read(MESH);
        StageOne one = stageOne();
        write(FACTS, fact("cart", "1"));
        await().until(() -> services(mesh).equals(Set.of("cart")));

        bar(MESH, AclOperation.WRITE);
        // What is written before the broker has heard of it is taken.
        await().atMost(PATIENTLY).until(() -> {
            write(FACTS, fact("cart", "barred " + number.incrementAndGet()));
            return one.details().get(DETAIL).startsWith("DEPOSED: " + MESH.name() + "-0 cannot be written");
        });
        assertTrue(registry.get("fleetmesh_partitions_refused").counter().count() >= 1);
        write(FACTS, fact("late", "1"));
        await().atMost(PATIENTLY)
                .until(() -> one.details().get(DETAIL).startsWith("FOLDING: " + MESH.name() + "-0 cannot be claimed"));
        assertEquals(Set.of("cart"), services(mesh));

        permit(MESH);

        await().atMost(PATIENTLY).until(() -> services(mesh).equals(Set.of("cart", "late")));
        await().until(() -> one.details().equals(Map.of(DETAIL, "LIVE")));
        ServiceRecord cart = (ServiceRecord) mesh.get(ServiceRecord.keyOf("shop", "cart"));
        assertEquals("barred " + number.get(), cart.labels().get("label"));
    }

    @Test
    void oneRecordThatIsTooLargeIsADeadLetterAndTheOthersGoOn() {
        Map<String, FleetRecord> mesh = read(MESH);
        Map<String, FleetRecord> letters = readUnclaimed(Topic.deadLetters());
        StageOne one = stageOne();

        // Its labels stand in the record that it becomes.
        write(FACTS, fact("huge", "1"));
        await().until(() -> services(mesh).equals(Set.of("huge")));
        // Above a batch of the producer: what it could batch with others, and is refused, it would try again for ever.
        configure(MESH, "max.message.bytes", "20000");
        await().atMost(PATIENTLY).until(() -> {
            write(FACTS, fact("huge", number.incrementAndGet() + "x".repeat(30_000)));
            return !letters.isEmpty();
        });
        write(FACTS, fact("cart", "1"));

        await().until(() -> services(mesh).equals(Set.of("huge", "cart")));
        DeadLetter letter = (DeadLetter) letters.values().iterator().next();
        assertEquals("endpoint-aggregator/" + MESH.name() + "/0/service/shop/huge", letter.key());
        assertEquals(-1, letter.offset());
        assertEquals("service/shop/huge", letter.recordKey());
        assertTrue(letter.cause().contains("larger"), letter.cause());
        assertEquals(Map.of(DETAIL, "LIVE"), one.details());
    }

    @Test
    void servicesWhoseTopicMayNotBeWrittenAreToldWholeOnceItMay() {
        Map<String, FleetRecord> global = read(Topic.globalServices());
        write(MESH, service("cart", "1"));
        StageTwo two = stageTwo();
        await().until(() -> names(global).equals(Set.of("cart")));

        bar(Topic.globalServices(), AclOperation.WRITE);
        await().atMost(PATIENTLY).until(() -> {
            write(MESH, service("late-" + number.incrementAndGet(), "1"));
            return two.problem().isPresent();
        });
        assertTrue(two.problem().orElseThrow().startsWith(Topic.globalServices().name()));
        assertFalse(two.ready());

        permit(Topic.globalServices());

        await().atMost(PATIENTLY).until(() -> names(global).size() == number.get() + 1);
        await().atMost(PATIENTLY).until(two::ready);
    }

    @Test
    void aMemberThatMayNotBeReadWaitsAndItsServicesComeOnceItMay() {
        Map<String, FleetRecord> global = read(Topic.globalServices());
        write(MESH, service("cart", "1"));
        StageTwo two = stageTwo();
        await().until(() -> names(global).equals(Set.of("cart")));

        bar(MESH, AclOperation.READ);
        await().atMost(PATIENTLY).until(() -> !two.ready());
        assertTrue(two.problem().orElseThrow().contains(MESH.name()));
        write(MESH, service("late", "1"));
        assertTrue(two.alive());

        permit(MESH);

        await().atMost(PATIENTLY).until(() -> names(global).equals(Set.of("cart", "late")));
        await().atMost(PATIENTLY).until(two::ready);
    }
}
