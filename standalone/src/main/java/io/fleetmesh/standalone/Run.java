package io.fleetmesh.standalone;

import io.fleetmesh.controller.domain.ProfileSettings;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One run as it was asked for: who takes part, where it keeps its files, where it listens.
 *
 * @param profile what all members share
 * @param generated whether simulated members are generated, instead of being the samples
 * @param declares whether the members of the samples are declared, and not only configured
 * @param operators who gets a certificate for the API, the first to administer; empty: neither the API nor Kafka asks for one
 */
record Run(
        Layout layout,
        Ports ports,
        List<FleetMember> members,
        ProfileSettings profile,
        Brokers brokers,
        boolean generated,
        boolean processes,
        boolean declares,
        List<String> operators) {
    /** The name of the one profile of a run. */
    static final String PROFILE = "default";

    private static final int MOST_CLUSTERS = 255;
    private static final int MOST_CLUSTERS_EXTENDED = 511;

    Run {
        members = List.copyOf(members);
        operators = List.copyOf(operators);
    }

    /** What members must share so that all of their cluster IDs are legal, as far as Cilium can be told so. */
    static ProfileSettings profile(List<FleetMember> members) {
        boolean many = members.stream().anyMatch(member -> member.clusterId() > MOST_CLUSTERS);
        return new ProfileSettings(PROFILE, many ? MOST_CLUSTERS_EXTENDED : MOST_CLUSTERS);
    }

    /** All brokers. */
    String kafka() {
        return brokers.quorum(ports).bootstrapServers();
    }

    String meshStore() {
        return "https://127.0.0.1:" + ports.meshStore();
    }

    /** Whether Kafka and the API take certificates of the mesh CA alone. */
    boolean guarded() {
        return !operators.isEmpty();
    }

    /** Whether its members are those of the samples. */
    boolean declaresSamples() {
        return declares
                && !generated
                && !members.isEmpty()
                && members.stream().allMatch(member -> member.real().isEmpty());
    }

    /** Simulated clusters that nobody has declared: there to be tried. */
    List<FleetMember> strangers() {
        return declaresSamples() ? UpCommand.strangers() : List.of();
    }

    /** The clusters to simulate, each at the port that its place in the run gives. */
    List<Simulation.Wanted> simulations() {
        List<FleetMember> clusters =
                Stream.concat(members.stream(), strangers().stream()).toList();
        return IntStream.range(0, clusters.size())
                .filter(i -> clusters.get(i).real().isEmpty())
                .mapToObj(i -> new Simulation.Wanted(
                        clusters.get(i).name(),
                        clusters.get(i).clusterId(),
                        profile.maxConnectedClusters(),
                        ports.simulator(i),
                        generated))
                .toList();
    }

    boolean simulated() {
        return members.stream().anyMatch(member -> member.real().isEmpty());
    }
}
