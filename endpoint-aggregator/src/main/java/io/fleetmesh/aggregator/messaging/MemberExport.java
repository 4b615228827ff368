package io.fleetmesh.aggregator.messaging;

import io.fleetmesh.aggregator.domain.Affected;
import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.domain.ExportStep;
import io.fleetmesh.aggregator.domain.Held;
import io.fleetmesh.aggregator.domain.NamespaceDefault;
import io.fleetmesh.aggregator.domain.Operation;
import io.fleetmesh.aggregator.domain.Pending;
import io.fleetmesh.aggregator.domain.ProblemList;
import io.fleetmesh.aggregator.domain.ServiceName;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stage one for one member: owns its mesh topic and keeps it as its facts say.
 *
 * <pre>
 *   start ──output folded, then facts, profile and approvals caught up──▶ whole difference written
 *   ──▶ live: difference of each batch of facts, of each other profile and approval
 * </pre>
 *
 * All of it happens on the reader's thread, but for {@link #state} and whoever reads the {@link #problems}.
 */
final class MemberExport implements OwnedPartition.Owner, StateFollower.Handler {
    private static final Logger LOG = Logger.getLogger(MemberExport.class);

    /** How far it is, for health. */
    enum State {
        FOLDING,
        LIVE,
        /** Another process owns the output now, or Kafka has refused what we wrote. */
        DEPOSED,
        /** The facts' log was cut or recreated: what the output holds stays. */
        INPUT_LOST
    }

    private final Bus bus;
    private final Member member;
    private final AppliedProfiles profiles;
    private final Problems problems;
    private final HeldExports heldExports;
    private final ExportStep step;
    private final Runnable whenDeposed;
    private final TopicPartition facts;
    private volatile @Nullable OwnedPartition output;
    private Held held = new Held();
    private final Pending pending = new Pending();
    private long factsOffset = -1;
    /** All that the owner before may have acted on has been read. */
    private boolean inputsRead;

    private volatile State state = State.FOLDING;

    MemberExport(
            Bus bus,
            Member member,
            ExportSettings settings,
            AppliedProfiles profiles,
            HeldExports heldExports,
            Problems problems,
            Runnable whenDeposed) {
        this.whenDeposed = whenDeposed;
        this.bus = bus;
        this.member = member;
        this.profiles = profiles;
        this.problems = problems;
        this.heldExports = heldExports;
        this.step = new ExportStep(member, settings, name -> heldExports.isHeld(member, name));
        this.facts = new TopicPartition(Topic.facts(member.id()).name(), 0);
    }

    void start() {
        TopicPartition mesh =
                new TopicPartition(Topic.mesh(member.profile(), member.id()).name(), 0);
        output = OwnedPartition.claim(mesh, bus.settings().client(), bus.reader(), bus.writer(), bus.meters(), this);
        bus.reader().follow(facts, new StateFollower(AggregatorMeters.SERVICE, bus.deadLetters(), this));
    }

    void stop() {
        bus.reader().unfollow(facts);
        OwnedPartition claimed = output;
        if (claimed != null) {
            claimed.close();
        }
    }

    Member member() {
        return member;
    }

    State state() {
        return state;
    }

    /** Why the output cannot be claimed or written. */
    Optional<String> problem() {
        return Optional.ofNullable(output).flatMap(OwnedPartition::problem);
    }

    @Override
    public void onOwned(OwnedPartition partition) {
        Held folded = new Held();
        partition.records().forEach((_, body) -> {
            if (body instanceof MeshRecord value) {
                folded.put(value);
            }
        });
        held = folded;
        // The owner before may have acted on facts, on a plan or an approval, that we have not read yet.
        bus.reader().whenRead(Set.of(facts, AppliedProfiles.INPUT, HeldExports.INPUT), () -> {
            inputsRead = true;
            settle();
        });
    }

    @Override
    public void onDeposed(OwnedPartition partition) {
        state = State.DEPOSED;
        whenDeposed.run();
    }

    @Override
    public void onUnwritable(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record, String cause) {
        bus.deadLetters().add(AggregatorMeters.SERVICE, record, cause);
    }

    @Override
    public void onChange(String key, Optional<FleetRecord> body, long offset) {
        factsOffset = offset;
        if (body.isPresent() && !(body.get() instanceof MemberFact)) {
            LOG.errorv("Record is no fact member={0} key={1} offset={2}", member.id(), key, offset);
            return;
        }
        Affected affected = step.apply(key, body.map(MemberFact.class::cast));
        // Before that the whole difference is still to come.
        if (state == State.LIVE) {
            pending.add(affected);
        }
    }

    /**
     * Whether names may be exported may be another answer now.
     *
     * @param name the one name; empty for all
     */
    void onApproval(Optional<ServiceName> name) {
        if (state == State.LIVE) {
            pending.add(step.approvalChanged(name));
        }
    }

    @Override
    public void onCaughtUp() {
        // What counts is to be caught up after the output is ours.
    }

    /** Something else may count for the profile, or what counts is known now. */
    void onProfile() {
        if (state == State.LIVE) {
            profiles.of(member.profile(), held.namespaces()).map(step::apply).ifPresent(pending::add);
            if (!pending.isEmpty()) {
                write(step.planFor(pending.take(), held, true), allInputs());
            }
            tellProblems();
        } else {
            settle();
        }
    }

    /** Waits for what the profile says: exporting or withdrawing on a guess cannot be taken back. */
    private void settle() {
        Optional<NamespaceDefault> byProfile = profiles.of(member.profile(), held.namespaces());
        if (state != State.FOLDING || !inputsRead || byProfile.isEmpty()) {
            return;
        }
        step.apply(byProfile.get());
        List<Operation> operations = step.plan(held, true);
        LOG.infov(
                "Export settled member={0} complete={1} operations={2}",
                member.id(), step.isComplete(), operations.size());
        write(operations, allInputs());
        tellProblems();
        state = State.LIVE;
    }

    @Override
    public void onBatchEnd() {
        if (state != State.LIVE) {
            return;
        }
        if (!pending.isEmpty()) {
            write(step.planFor(pending.take(), held, true), factsRead());
        }
        tellProblems();
    }

    /** After the records: nobody waits for them. */
    private void tellProblems() {
        problems.tell(member.id(), step.problems().takeNew());
    }

    ProblemList problems() {
        return step.problems();
    }

    private String factsRead() {
        return facts.topic() + "/0@" + factsOffset;
    }

    private String allInputs() {
        return profiles.offset() < 0
                ? factsRead()
                : factsRead() + "," + AppliedProfiles.INPUT.topic() + "/0@" + profiles.offset();
    }

    /** @param newest what is new among the inputs that they rest on */
    private void write(List<Operation> operations, String newest) {
        OwnedPartition to = output;
        if (to == null) {
            return;
        }
        Map<String, String> inputs = Map.of(Headers.INPUTS, newest);
        for (Operation operation : operations) {
            switch (operation) {
                case Operation.Put(MeshRecord value) -> to.put(value, inputs);
                case Operation.Delete(String key) -> to.remove(key, inputs);
            }
            if (operation instanceof Operation.Put(HeldExportRecord _)) {
                heldExports.told(member);
            }
            held.apply(operation);
        }
    }

    @Override
    public void onLogReset(String what) {
        state = State.INPUT_LOST;
    }
}
