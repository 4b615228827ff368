package io.fleetmesh.simulation;

import io.fleetmesh.contract.Member;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.LogMemory;
import io.fleetmesh.kit.service.FileLogMemory;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** A place for a process: it is started again after each death, and remembers which log it read. */
final class Role {

    /** What runs in a process. All of it on the process's thread, nothing before it begins. */
    interface Life {
        /** The log is trusted. */
        void begin(LogGate gate);

        default void onOurs(Member member) {}

        default void onNotOurs(String member) {}

        default void onShard(int number) {}

        default void onNoShard(int number) {}
    }

    private final String name;
    private final LogMemory memory = new FileLogMemory(Optional.empty());
    private final LongFunction<SimProcess> processes;
    private final BiFunction<SimProcess, LogMemory, Life> lives;
    private final Consumer<Role> whenBegun;
    private long started;
    private SimProcess process;
    private Life life;
    private boolean begun;

    /**
     * One that is started.
     *
     * @param processes by their number
     * @param whenBegun called each time that the log is trusted, on the process's thread
     */
    Role(
            String name,
            LongFunction<SimProcess> processes,
            BiFunction<SimProcess, LogMemory, Life> lives,
            Consumer<Role> whenBegun) {
        this.name = name;
        this.processes = processes;
        this.lives = lives;
        this.whenBegun = whenBegun;
        this.process = processes.apply(started++);
        this.life = lives.apply(process, memory);
        follow();
    }

    /** In place of a process that is dead. */
    void start() {
        process = processes.apply(started++);
        life = lives.apply(process, memory);
        begun = false;
        follow();
    }

    private void follow() {
        LogGate gate = new LogGate(name, process.bus().reader(), process.bus().deadLetters(), memory, trusted -> {
            begun = true;
            life.begin(trusted);
            whenBegun.accept(this);
        });
        process.post(gate::follow);
    }

    String name() {
        return name;
    }

    SimProcess process() {
        return process;
    }

    LogMemory memory() {
        return memory;
    }

    /** Whether the log was trusted. */
    boolean hasBegun() {
        return begun;
    }

    /** What runs here now. */
    Life life() {
        return life;
    }

    /** Tells what runs here, unless it has not begun: then it hears all when it does. */
    void tell(Consumer<Life> news) {
        process.post(() -> {
            if (begun) {
                news.accept(life);
            }
        });
    }
}
