package io.fleetmesh.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.aggregator.messaging.StageTwo;
import io.fleetmesh.contract.Claim;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.EventHeaders;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A process that takes over what stage two has said, while a member's topic has not all that it had. */
class StageTwoTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Member EAST = new Member("east", SimController.PROFILE, "east", 1);
    private static final Member NORTH = new Member("north", SimController.PROFILE, "north", 9);
    private static final GlobalService CART = new GlobalService(
            "shop", "cart", List.of(new GlobalService.Exporter("east", false, List.of(), 0)), List.of());
    private static final int SHARD = TopicProvisioner.partitionOf(Topic.globalServices(), CART.key());

    private Random random = new Random(1);
    private EventQueue queue = new EventQueue(random);
    private SimKafka kafka = new SimKafka(queue, Mutation.NONE);
    private SimController controller = new SimController(kafka, queue, List.of(NORTH, EAST));
    private long claim;

    private void begin(long seed) {
        random = new Random(seed);
        queue = new EventQueue(random);
        kafka = new SimKafka(queue, Mutation.NONE);
        controller = new SimController(kafka, queue, List.of(NORTH, EAST));
    }

    /** Another process has said it. */
    private void given(GlobalService said) {
        TopicPartition partition = new TopicPartition(Topic.globalServices().name(), SHARD);
        EventHeaders headers = new EventHeaders("aggregator", "before", queue);
        claim = kafka.append(
                partition,
                Claim.KEY,
                Codec.encode(new Claim("before")),
                headers.next(Claim.KEY, EventTypes.of(Claim.class), OptionalLong.empty(), Map.of()));
        kafka.append(
                partition,
                said.key(),
                Codec.encode(said),
                headers.next(said.key(), EventTypes.of(GlobalService.class), OptionalLong.of(claim), Map.of()));
    }

    private void gives(FleetRecord record) {
        controller.write(Topic.mesh(SimController.PROFILE, EAST.id()), record);
        pass();
    }

    private StageTwo takesOver() {
        SimProcess process = new SimProcess("aggregator", 0, queue, kafka, random, Mutation.NONE);
        StageTwo two = new StageTwo(process.bus());
        process.post(() -> {
            two.follow();
            two.shards().onAssigned(Set.of(SHARD));
        });
        pass();
        return two;
    }

    private void pass() {
        long end = queue.now() + EventQueue.micros(LONG_ENOUGH);
        while (queue.step(end)) {}
    }

    private long said() {
        return kafka
                .read(new TopicPartition(Topic.globalServices().name(), SHARD), claim + 2, Integer.MAX_VALUE)
                .stream()
                .filter(record -> new String(record.key(), UTF_8).equals(CART.key()))
                .count();
    }

    @Test
    void whatAMemberThatIsNotCompleteLacksIsNotTakenForWithdrawn() {
        given(CART);

        var _ = takesOver();

        assertEquals(0, said());
    }

    @Test
    void whatACompleteMemberLacksIsDropped() {
        given(CART);
        var _ = takesOver();

        gives(new CompletenessRecord(MeshFamily.SERVICES, 1));

        assertEquals(1, said());
    }

    @Test
    void whatItGivesAgainInTheMeantimeIsNotWrittenTwice() {
        given(CART);
        var _ = takesOver();

        gives(new ServiceRecord("shop", "cart", false, List.of(), List.of(), Map.of(), Map.of()));
        gives(new CompletenessRecord(MeshFamily.SERVICES, 1));

        assertEquals(0, said());
    }

    /** At any moment: also at the one in which it is the last that is not read to its end. */
    @Test
    void whoLeavesWhileItIsReadIsNotWaitedFor() {
        for (long seed = 1; seed <= 200; seed++) {
            begin(seed);
            given(CART);
            queue.after(Duration.ofMillis(seed), () -> controller.leave(EAST.id()));

            assertTrue(takesOver().ready(), "seed " + seed);
            assertEquals(1, said(), "seed " + seed);
        }
    }

    @Test
    void whatAMemberHadThatHasLeftIsDropped() {
        given(CART);
        controller.leave(EAST.id());

        var _ = takesOver();

        assertEquals(1, said());
    }
}
