package io.fleetmesh.simulation;

import io.fleetmesh.contract.Member;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** In some schedules plans are applied: namespaces are closed and opened, views change, members leave and come back. */
final class Plans {
    private static final Duration DRAINED = Duration.ofSeconds(8);
    private static final int MOST = 4;
    private static final List<SimController.Seen> SEEN = List.of(SimController.Seen.values());

    private final EventQueue queue;
    private final Random random;
    private final SimController controller;
    private final LogFaults logFaults;
    private final LogFaults.Processes schedule;
    /** As they were admitted. */
    private final Map<String, Member> members = new TreeMap<>();

    Plans(
            EventQueue queue,
            Random random,
            SimController controller,
            LogFaults logFaults,
            LogFaults.Processes schedule) {
        this.queue = queue;
        this.random = random;
        this.controller = controller;
        this.logFaults = logFaults;
        this.schedule = schedule;
        members.putAll(controller.members());
    }

    /** Plans what is to come; in some schedules namespaces are closed from the beginning and stay so. */
    void begin(Duration within) {
        switch (random.nextInt(8)) {
            case 0 -> controller.closeFromTheBeginning();
            case 1 ->
                some(within, () -> {
                    controller.open(random.nextBoolean());
                    schedule.tell("a plan is applied, namespaces are global: " + controller.open());
                });
            case 2, 3 -> some(within, this::changeView);
            case 4 -> some(within, this::changeMembers);
            case 5 ->
                some(within, () -> {
                    if (random.nextBoolean()) {
                        changeView();
                    } else {
                        changeMembers();
                    }
                });
            default -> {}
        }
    }

    private void some(Duration within, Runnable plan) {
        int applied = 1 + random.nextInt(MOST);
        for (int i = 0; i < applied; i++) {
            queue.at(random.nextLong(EventQueue.micros(within)), () -> {
                if (!logFaults.doubted()) {
                    plan.run();
                }
            });
        }
    }

    private String anyMember() {
        return List.copyOf(members.keySet()).get(random.nextInt(members.size()));
    }

    private void changeView() {
        controller.show(anyMember(), SEEN.get(random.nextInt(SEEN.size())));
        schedule.tell("a plan is applied, the view is " + controller.view());
    }

    /** One that is there drains, and goes some time later; one that is not comes back. */
    private void changeMembers() {
        Member member = members.get(anyMember());
        if (!controller.members().containsKey(member.id())) {
            controller.join(member);
        } else {
            controller.join(member.leaving());
            queue.at(queue.now() + EventQueue.micros(DRAINED), () -> leave(member.leaving()));
        }
        changed();
    }

    private void leave(Member drained) {
        if (logFaults.doubted()) {
            queue.at(queue.now() + EventQueue.micros(DRAINED), () -> leave(drained));
        } else if (drained.equals(controller.members().get(drained.id()))) {
            controller.leave(drained.id());
            changed();
        }
    }

    private void changed() {
        schedule.tell("members are " + controller.members().values());
        schedule.membersChanged();
    }
}
