package io.fleetmesh.simulation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Two roles of one service and the group that shares work out to them. Who had some hears of it some time, or when it wakes up,
 * or it has been given back by then.
 */
final class Pair {
    private static final Duration LATEST_NEWS = Duration.ofSeconds(5);

    /** What is shared out. */
    record Duty(String name, Consumer<Role.Life> given, Consumer<Role.Life> taken) {}

    private final EventQueue queue;
    private final Random random;
    private final Map<String, Duty> duties = new LinkedHashMap<>();
    private final Map<String, Role> owners = new LinkedHashMap<>();
    private final List<Role> roles;

    /** @param role the first or second, which calls back when it begins */
    Pair(EventQueue queue, Random random, PairRole role) {
        this.queue = queue;
        this.random = random;
        this.roles = List.of(role.make(0, this::begun), role.make(1, this::begun));
    }

    /** How a role is made. */
    interface PairRole {
        Role make(int number, Consumer<Role> whenBegun);
    }

    List<Role> roles() {
        return roles;
    }

    private void begun(Role role) {
        owners.forEach((duty, owner) -> {
            if (owner == role) {
                duties.get(duty).given().accept(role.life());
            }
        });
    }

    /** There is such work, or it is another than it was. */
    void put(Duty duty) {
        duties.put(duty.name(), duty);
        Role owner = owners.computeIfAbsent(duty.name(), _ -> roles.get(random.nextInt(2)));
        owner.tell(duty.given());
    }

    /** There is no such work any more. */
    void remove(String duty) {
        Duty gone = duties.remove(duty);
        if (gone != null) {
            owners.remove(duty);
            roles.forEach(role -> queue.at(queue.now() + queue.soon(LATEST_NEWS), () -> {
                if (!duties.containsKey(duty)) {
                    role.tell(gone.taken());
                }
            }));
        }
    }

    /** Shares all out anew; who has it now, by work. */
    Map<String, String> shareOut() {
        Map<String, String> shared = new LinkedHashMap<>();
        duties.values().forEach(duty -> {
            int owner = random.nextInt(2);
            Role to = roles.get(owner);
            Role from = roles.get(1 - owner);
            owners.put(duty.name(), to);
            shared.put(duty.name(), to.name());
            queue.at(queue.now() + queue.soon(LATEST_NEWS), () -> {
                if (owners.get(duty.name()) != from) {
                    from.tell(duty.taken());
                }
            });
            to.tell(duty.given());
        });
        return shared;
    }
}
