package io.fleetmesh.standalone;

import io.fleetmesh.simulator.MemberSpec;
import io.fleetmesh.simulator.SimulatedMember;
import io.fleetmesh.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The simulated members of a run, and their kubeconfigs while it lasts. */
final class Simulation implements AutoCloseable {
    private final Simulator simulator;

    private Simulation(Simulator simulator) {
        this.simulator = simulator;
    }

    /** One member to simulate; {@code generated} instead of one of the samples. */
    record Wanted(String name, int clusterId, int maxConnectedClusters, int port, boolean generated) {
        private MemberSpec spec(Path samples) throws IOException {
            MemberSpec spec = generated
                    ? MemberSpec.generated(clusterId, port)
                    : MemberSpec.ofSamples(samples.resolve(name), name, clusterId, port);
            return spec.amongUpTo(maxConnectedClusters);
        }
    }

    /**
     * Starts them and puts each one's kubeconfig into {@code kubeconfigs}.
     *
     * @throws Refusal if a sample is bad or a port is taken, naming it
     */
    static Simulation start(List<Wanted> members, Path samples, Path kubeconfigs) throws IOException {
        try {
            List<MemberSpec> specs = new ArrayList<>();
            for (Wanted member : members) {
                specs.add(member.spec(samples));
            }
            Simulator simulator = Simulator.start(specs, Clock.systemUTC());
            for (SimulatedMember member : simulator.members()) {
                publish(kubeconfigs.resolve(member.name() + ".kubeconfig"), member.kubeconfig());
            }
            return new Simulation(simulator);
        } catch (IllegalArgumentException e) {
            throw new Refusal("the sample fleet cannot start: " + e.getMessage(), e);
        }
    }

    /** As a whole: the watcher looks for it while we write. */
    private static void publish(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
