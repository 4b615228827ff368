package io.fleetmesh.aggregator.messaging;

import io.fleetmesh.aggregator.domain.Approvals;
import io.fleetmesh.aggregator.domain.ServiceName;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Who may export what where exports are held, read from the topic {@code export-approvals}; what was read last stays if that is
 * lost. On the reader's thread.
 */
final class HeldExports implements StateFollower.Handler {
    /** What it is read from: nothing of a member may be written before all of that is. */
    static final TopicPartition INPUT =
            new TopicPartition(Topic.exportApprovals().name(), 0);

    private final Approvals approvals = new Approvals();
    private final AggregatorMeters meters;
    private final Consumer<Approvals.Change> onChange;
    private final Runnable onBatchEnd;

    /**
     * Of which nothing is read yet.
     *
     * @param onChange hears what each record may have changed
     * @param onBatchEnd hears that no more come for now
     */
    HeldExports(AggregatorMeters meters, Consumer<Approvals.Change> onChange, Runnable onBatchEnd) {
        this.meters = meters;
        this.onChange = onChange;
        this.onBatchEnd = onBatchEnd;
    }

    /** Begins to read; the topic must be there. */
    void follow(Bus bus) {
        bus.reader().follow(INPUT, new StateFollower(AggregatorMeters.SERVICE, bus.deadLetters(), this));
    }

    boolean isHeld(Member member, ServiceName name) {
        return approvals.isHeld(member, name);
    }

    /** A member's name waits from now on. */
    void told(Member member) {
        meters.exportHeld(member.id());
    }

    @Override
    public void onChange(String key, Optional<FleetRecord> body, long offset) {
        approvals.apply(key, body).ifPresent(onChange);
    }

    @Override
    public void onCaughtUp() {
        // Whoever writes waits for the end that there is then.
    }

    @Override
    public void onBatchEnd() {
        onBatchEnd.run();
    }
}
