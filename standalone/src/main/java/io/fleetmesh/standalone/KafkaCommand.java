package io.fleetmesh.standalone;

import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.embeddedkafka.Guard;
import io.fleetmesh.embeddedkafka.Quorum;
import io.fleetmesh.kit.service.BusCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A broker as a process of its own. */
@Command(name = Roles.KAFKA, hidden = true)
final class KafkaCommand implements Callable<Integer> {
    @Option(names = "--directory", required = true)
    private Path directory = Path.of("");

    /** Which of {@link #nodes}, from 1. */
    @Option(names = "--node", required = true)
    private int node;

    @Option(names = "--cluster-id")
    private String clusterId = Quorum.newClusterId();

    /** Of the broker, whose clients need certificates of the same CA; without it anybody may do everything. */
    @Option(names = "--credentials")
    private @Nullable Path credentials;

    /** Of the whole quorum, {@code port=controllerPort}. */
    @Parameters(arity = "1..*")
    private List<String> nodes = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessLog.begin();
        Quorum quorum =
                new Quorum(clusterId, nodes.stream().map(KafkaCommand::parse).toList());
        EmbeddedKafka kafka = credentials == null
                ? EmbeddedKafka.start(directory, quorum, node)
                : EmbeddedKafka.start(
                        directory,
                        quorum,
                        node,
                        Guard.settings(
                                quorum.nodes().get(node - 1),
                                BusCredentials.properties(credentials),
                                List.of(
                                        "User:CN=" + Subject.Broker.BROKER,
                                        BusIdentity.ofService(FleetProcess.PROFILE_CONTROLLER.processName())
                                                .principal())));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "kafka-stop"));
        new CountDownLatch(1).await();
        return 0;
    }

    private static Quorum.Node parse(String ports) {
        String[] parts = ports.split("=", -1);
        return new Quorum.Node(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
}
