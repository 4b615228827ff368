package io.fleetmesh.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.messaging.AggregatorMeters;
import io.fleetmesh.aggregator.messaging.StageOne;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.contract.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An aggregator and what the applied profile says of namespaces, moment by moment. */
class AppliedProfileTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Member EAST = new Member("east", SimController.PROFILE, "east", 1);
    private static final Member NORTH = new Member("north", SimController.PROFILE, "north", 9);
    private static final TopicPartition PROFILES =
            new TopicPartition(Topic.appliedProfiles().name(), 0);

    private final Random random = new Random(1);
    private final EventQueue queue = new EventQueue(random);
    private final SimKafka kafka = new SimKafka(queue, Mutation.NONE);
    private final SimController controller = new SimController(kafka, queue, List.of(NORTH, EAST));
    private final SimLog log = new SimLog(kafka, controller);
    private Optional<SimProcess> running = Optional.empty();
    private int lives;

    @BeforeEach
    void theMemberHasOneService() {
        List<MemberFact> facts = new ArrayList<>(List.of(
                new NamespaceFact(SimMember.NAMESPACE, Optional.empty()),
                new ServiceFact(
                        SimMember.NAMESPACE,
                        "s0",
                        "ClusterIP",
                        Map.of("generation", "1"),
                        Map.of("service.cilium.io/global", "true"),
                        Map.of(),
                        List.of("10.96.0.1"),
                        List.of(new ServicePort("http", "TCP", 80)))));
        List.of(Family.NAMESPACE, Family.SERVICE, Family.ENDPOINT_SLICE)
                .forEach(family -> facts.add(new CompletenessFact(family, 1, "1")));
        facts.forEach(fact -> controller.write(Topic.facts("east"), fact));
    }

    /** One in place of the one before, if there was one. */
    private StageOne aggregator(boolean readsProfiles) {
        running.ifPresent(SimProcess::die);
        SimProcess process = new SimProcess("aggregator", lives++, queue, kafka, random, Mutation.NONE);
        running = Optional.of(process);
        StageOne one = new StageOne(process.bus(), ExportSettings.DEFAULTS, new AggregatorMeters(SimProcess.METERS));
        process.post(() -> {
            if (readsProfiles) {
                one.followRules();
            }
            one.onOurs(EAST);
        });
        pass();
        return one;
    }

    private void pass() {
        long end = queue.now() + EventQueue.micros(LONG_ENOUGH);
        while (queue.step(end)) {}
    }

    private Set<String> exported() {
        return log.exported().keySet();
    }

    private List<String> written(String prefix) {
        TopicPartition mesh =
                new TopicPartition(Topic.mesh(SimController.PROFILE, "east").name(), 0);
        return kafka.read(mesh, 0, Integer.MAX_VALUE).stream()
                .map(record -> new String(record.key(), UTF_8))
                .filter(key -> key.startsWith(prefix))
                .toList();
    }

    private static Set<String> shop() {
        return Set.of(StoreProbe.key("east", "s0"));
    }

    @Test
    void aMemberOfAProfileThatNoPlanWasAppliedToIsExported() {
        var _ = aggregator(true);

        assertEquals(shop(), exported());
    }

    @Test
    void plansCloseAndOpenWhileTheMemberIsExported() {
        var _ = aggregator(true);

        controller.open(false);
        pass();
        assertEquals(Set.of(), exported());

        controller.open(true);
        pass();
        assertEquals(shop(), exported());
    }

    @Test
    void whoTakesOverDoesNotShowForAMomentWhatThePlanClosed() {
        controller.open(false);

        var _ = aggregator(true);
        var _ = aggregator(true);

        assertEquals(List.of(), written("service/"));
    }

    @Test
    void asLongAsTheProfilesAreNotReadNothingIsExportedAndNothingWithdrawn() {
        StageOne waits = aggregator(false);
        assertEquals(Set.of(), exported());
        assertEquals(Map.of("member.east", "FOLDING"), waits.details());

        var _ = aggregator(true);
        assertEquals(shop(), exported());
        controller.open(false);
        var _ = aggregator(false);
        assertEquals(shop(), exported());
    }

    @Test
    void profilesThatAreLostCloseNothingAndOpenNothing() {
        controller.open(false);
        var _ = aggregator(true);
        kafka.delete(PROFILES);

        StageOne after = aggregator(true);

        assertEquals(Set.of(), exported());
        assertEquals(Map.of("member.east", "LIVE"), after.details());
    }
}
