package io.fleetmesh.standalone;

import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The broker as a process of its own. */
@Command(name = Roles.KAFKA, hidden = true)
final class KafkaCommand implements Callable<Integer> {
    @Option(names = "--directory", required = true)
    private Path directory = Path.of("");

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--controller-port", required = true)
    private int controllerPort;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, port, controllerPort);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "kafka-stop"));
        new CountDownLatch(1).await();
        return 0;
    }
}
