package io.fleetmesh.standalone;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One run as it was asked for: who takes part, where it keeps its files, where it listens.
 *
 * @param generated whether simulated members are generated, instead of being the samples
 */
record Run(
        Layout layout, Ports ports, List<FleetMember> members, Brokers brokers, boolean generated, boolean processes) {
    Run {
        members = List.copyOf(members);
    }

    /** All brokers. */
    String kafka() {
        return brokers.quorum(ports).bootstrapServers();
    }

    String meshStore() {
        return "https://127.0.0.1:" + ports.meshStore();
    }

    /** The members to simulate, each at the port that its place in the run gives. */
    List<Simulation.Wanted> simulations() {
        return IntStream.range(0, members.size())
                .filter(i -> members.get(i).real().isEmpty())
                .mapToObj(i -> new Simulation.Wanted(
                        members.get(i).name(), members.get(i).clusterId(), ports.simulator(i), generated))
                .toList();
    }

    boolean simulated() {
        return members.stream().anyMatch(member -> member.real().isEmpty());
    }
}
