package io.fleetmesh.simulation;

import io.fleetmesh.contract.Backup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The log is lost, or restored to an older state. Supervisors end what has lost its log, but for the stores, which go on; then an
 * operator accepts the log, with a backup of what only the controller knows or without, and restarts the stores. That nobody sleeps
 * through all of it is assumed (decision 9).
 */
final class LogFaults {
    private static final Duration SUPERVISED = Duration.ofSeconds(5);
    private static final Duration LATEST_WORD = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** An image of the log, and the epoch that it says. */
    private record Image(SimKafka.Image disk, String incarnation, long epoch) {}

    /** A role of a store, and what is in it. */
    record Replica(Role role, SimStore store) {}

    private final EventQueue queue;
    private final SimKafka kafka;
    private final SimLog log;
    private final SimController controller;
    private final Map<String, SimMember> members;
    private final Random random;
    private final Mutation mutation;
    private final List<Role> supervised;
    private final List<Replica> replicas;
    private final Processes processes;
    private Optional<Image> image = Optional.empty();
    private Optional<Backup> backup = Optional.empty();
    /** From when the log is another one or an older one until an operator accepts it. */
    private boolean doubted;
    /** From when an older log is accepted until stores are restarted. */
    private boolean storesKept;

    private int lost;

    /** What the schedule does with processes, and tells. */
    interface Processes {
        void die(Role role);

        void revive(Role role);

        void membersChanged();

        void tell(String what);
    }

    LogFaults(
            EventQueue queue,
            SimKafka kafka,
            SimLog log,
            SimController controller,
            Map<String, SimMember> members,
            Random random,
            Mutation mutation,
            List<Role> supervised,
            List<Replica> replicas,
            Processes processes) {
        this.queue = queue;
        this.kafka = kafka;
        this.log = log;
        this.controller = controller;
        this.members = members;
        this.random = random;
        this.mutation = mutation;
        this.supervised = List.copyOf(supervised);
        this.replicas = List.copyOf(replicas);
        this.processes = processes;
    }

    /** Whether nobody trusts the log that is there. */
    boolean doubted() {
        return doubted;
    }

    /** Whether the operator keeps the stores as they are, one that serves and one that does not. */
    boolean storesKept() {
        return storesKept;
    }

    boolean ever() {
        return lost > 0;
    }

    /** An image of the broker's disk and a backup, of a log that everybody trusts. */
    void backUp() {
        if (!doubted && !storesKept) {
            processes.tell("an image of the log is taken, and a backup");
            image = Optional.of(new Image(
                    kafka.image(),
                    controller.incarnation().id(),
                    controller.incarnation().epoch()));
            backup = Optional.of(controller.backup());
        }
    }

    /** An empty log is in its place. */
    void lose() {
        if (doubted || storesKept) {
            return;
        }
        processes.tell("the log is lost");
        image = Optional.empty();
        replace(kafka::lose, this::acceptEmpty);
    }

    /**
     * The log comes back as an image has it. One whose epoch the stores have not seen pass is not used: it would be taken for the
     * log that was read (decision 9). Stores are restarted only once the log is filled again: until then the operator keeps them
     * as they are. What is not simulated is that one that serves dies then, and is started: its snapshot measures how much there
     * must be, and not how old it may be, so that it may show the older state.
     */
    void restore() {
        if (doubted || storesKept || image.filter(this::isRecognized).isEmpty()) {
            return;
        }
        processes.tell("the log is restored to an older state");
        SimKafka.Image disk = image.orElseThrow().disk();
        image = Optional.empty();
        replace(() -> kafka.restore(disk), this::acceptOlder);
        if (random.nextInt(4) == 0) {
            Replica some = replicas.get(random.nextInt(replicas.size()));
            queue.at(queue.now() + queue.soon(SUPERVISED), () -> processes.die(some.role()));
        }
    }

    /** Whether each store has read a later epoch of the same log. */
    private boolean isRecognized(Image older) {
        return replicas.stream()
                .allMatch(replica -> replica.role()
                        .memory()
                        .remembered()
                        .filter(known -> known.id().equals(older.incarnation()) && known.epoch() > older.epoch())
                        .isPresent());
    }

    private void replace(Runnable replacement, Runnable acceptance) {
        doubted = true;
        lost++;
        supervised.forEach(role -> role.process().wake());
        replicas.forEach(replica -> replica.role().process().wake());
        replacement.run();
        controller.replaced();
        // Where nobody is recorded any more, whoever answers next is the member.
        members.values().forEach(member -> member.otherCluster &= log.identifies(member.name()));
        supervised.forEach(role -> queue.at(queue.now() + queue.soon(SUPERVISED), () -> processes.die(role)));
        queue.at(queue.now() + EventQueue.micros(SUPERVISED) + queue.soon(LATEST_WORD), acceptance);
    }

    private void accept(Optional<Backup> restored) {
        doubted = false;
        controller.replace(restored);
        processes.membersChanged();
    }

    private void acceptEmpty() {
        Optional<Backup> restored = backup.filter(_ -> random.nextBoolean());
        processes.tell("the empty log is accepted" + (restored.isPresent() ? " and the backup restored" : ""));
        accept(restored);
        replicas.forEach(
                replica -> queue.at(queue.now() + queue.soon(LATEST_WORD), () -> processes.die(replica.role())));
    }

    private void acceptOlder() {
        processes.tell("the older log is accepted");
        replicas.stream().map(Replica::role).filter(role -> !role.hasBegun()).forEach(processes::die);
        storesKept = true;
        accept(Optional.empty());
        restartStoresOnceFilled();
    }

    private void restartStoresOnceFilled() {
        boolean filled = replicas.stream().allMatch(replica -> replica.store().isCoveredByTheLog());
        if (filled || mutation == Mutation.RESTARTED_AT_ONCE) {
            processes.tell("the log is filled again");
            storesKept = false;
            replicas.stream().map(Replica::role).forEach(this::restart);
        } else {
            queue.at(queue.now() + EventQueue.micros(LOOK), this::restartStoresOnceFilled);
        }
    }

    private void restart(Role role) {
        processes.die(role);
        processes.revive(role);
    }
}
