package io.fleetmesh.standalone;

import java.util.ArrayList;
import java.util.List;

/** Command-line arguments of the processes that are roles of this application. */
final class Roles {
    static final String KAFKA = "kafka";
    static final String SIMULATOR = "member-simulator";

    private Roles() {}

    static List<String> arguments(Run run, Part process) {
        return switch (process.program()) {
            case KAFKA -> broker(run, process);
            case MEMBER_SIMULATOR -> simulator(run);
            case PROFILE_CONTROLLER, CERT_AUTHORITY, MEMBER_WATCHER, ENDPOINT_AGGREGATOR, MESH_STORE -> List.of();
        };
    }

    private static List<String> broker(Run run, Part process) {
        List<String> arguments = new ArrayList<>();
        arguments.add(KAFKA);
        arguments.add("--directory=" + run.layout().kafka(process));
        arguments.add("--node=" + process.number());
        // One that is alone and has lost its log begins another, with an ID of its own, as an operator's would.
        if (run.brokers().count() > 1) {
            arguments.add("--cluster-id=" + run.brokers().clusterId());
        }
        if (run.guarded()) {
            arguments.add("--credentials=" + run.layout().brokerCredentials());
        }
        run.brokers()
                .quorum(run.ports())
                .nodes()
                .forEach(node -> arguments.add(node.port() + "=" + node.controllerPort()));
        return List.copyOf(arguments);
    }

    private static List<String> simulator(Run run) {
        List<String> arguments = new ArrayList<>();
        arguments.add(SIMULATOR);
        arguments.add("--samples=" + run.layout().root().resolve("samples"));
        arguments.add("--kubeconfigs=" + run.layout().home());
        if (run.generated()) {
            arguments.add("--generated");
        }
        arguments.add("--max-connected-clusters=" + run.profile().maxConnectedClusters());
        run.simulations()
                .forEach(member -> arguments.add(member.name() + "=" + member.clusterId() + "=" + member.port()));
        return List.copyOf(arguments);
    }
}
