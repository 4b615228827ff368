package io.fleetmesh.standalone;

import java.util.List;

/** One run as it was asked for: who takes part, where it keeps its files, where it listens. */
record Run(Layout layout, Ports ports, List<FleetMember> members, boolean processes) {
    Run {
        members = List.copyOf(members);
    }

    String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }

    String meshStore() {
        return "https://127.0.0.1:" + ports.meshStore();
    }

    boolean simulated() {
        return members.stream().anyMatch(member -> member.real().isEmpty());
    }
}
