package io.fleetmesh.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.service.FileLogMemory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A moment that schedules seldom find: the log is replaced between two reads of a store that starts. */
class LogReplacedTest {
    private static final long LONG_ENOUGH = EventQueue.micros(Duration.ofSeconds(9));

    /** What stands in the log's place. */
    enum Replacement {
        ITSELF,
        AN_EMPTY_ONE,
        AN_OLDER_STATE
    }

    @ParameterizedTest
    @EnumSource
    void whatWasReadOfAnotherLogThanTheTrustedOneIsNotServed(Replacement replacement) {
        Random random = new Random(1);
        EventQueue queue = new EventQueue(random);
        SimKafka kafka = new SimKafka(queue, Mutation.NONE);
        Map<String, SimMember> members = new TreeMap<>(Map.of("east", new SimMember("east", 1, false, random)));
        SimController controller = new SimController(
                kafka,
                queue,
                List.of(
                        new Member("north", SimController.PROFILE, "north", 9),
                        new Member("east", SimController.PROFILE, "east", 1)));
        SimKafka.Image older = kafka.image();
        controller.tick();
        SimStore store = new SimStore(members, queue, kafka, controller, new SimLog(kafka, controller), Duration.ZERO);
        SimProcess process = new SimProcess("store", 0, queue, kafka, random, Mutation.NONE);
        LogMemory memory = new FileLogMemory(Optional.empty());
        Role.Life life = store.live(process, memory);
        LogGate gate =
                new LogGate("store", process.bus().reader(), process.bus().deadLetters(), memory, life::begin);
        process.post(gate::follow);

        // The store knows its sources, and reads them next.
        while (!store.reads(Topic.mesh(SimController.PROFILE, "east"))) {
            queue.step(LONG_ENOUGH);
        }
        switch (replacement) {
            case ITSELF -> {}
            case AN_EMPTY_ONE -> kafka.lose();
            case AN_OLDER_STATE -> kafka.restore(older);
        }
        // An aggregator that has not noticed goes on.
        EventHeaders headers = new EventHeaders("aggregator", "aggregator.0", queue);
        kafka.append(
                new TopicPartition(Topic.mesh(SimController.PROFILE, "east").name(), 0),
                Claim.KEY,
                Codec.encode(new Claim("aggregator")),
                headers.next(Claim.KEY, EventTypes.of(Claim.class), OptionalLong.empty(), Map.of()));
        while (queue.step(LONG_ENOUGH)) {}

        assertEquals(replacement == Replacement.ITSELF, store.shows());
    }
}
