package io.fleetmesh.standalone;

import java.util.ArrayList;
import java.util.List;

/** Command-line arguments of the processes that are roles of this application. */
final class Roles {
    static final String KAFKA = "kafka";
    static final String SIMULATOR = "member-simulator";

    private Roles() {}

    static List<String> arguments(Run run, FleetProcess process) {
        return switch (process) {
            case KAFKA ->
                List.of(
                        KAFKA,
                        "--directory=" + run.layout().kafka(),
                        "--port=" + run.ports().kafka(),
                        "--controller-port=" + run.ports().kafkaController());
            case MEMBER_SIMULATOR -> simulator(run);
            case PROFILE_CONTROLLER, CERT_AUTHORITY, MEMBER_WATCHER, ENDPOINT_AGGREGATOR, MESH_STORE -> List.of();
        };
    }

    private static List<String> simulator(Run run) {
        List<String> arguments = new ArrayList<>();
        arguments.add(SIMULATOR);
        arguments.add("--samples=" + run.layout().root().resolve("samples"));
        arguments.add("--kubeconfigs=" + run.layout().home());
        if (run.generated()) {
            arguments.add("--generated");
        }
        run.simulations()
                .forEach(member -> arguments.add(member.name() + "=" + member.clusterId() + "=" + member.port()));
        return List.copyOf(arguments);
    }
}
