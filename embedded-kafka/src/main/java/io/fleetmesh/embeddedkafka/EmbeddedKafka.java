package io.fleetmesh.embeddedkafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * One KRaft node, broker and controller in one, on loopback: alone, or one of a quorum. The log in its directory survives a
 * restart; a directory that is empty or missing is formatted first.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final KafkaRaftServer server;
    private final Quorum quorum;

    private EmbeddedKafka(KafkaRaftServer server, Quorum quorum) {
        this.server = server;
        this.quorum = quorum;
    }

    /**
     * Starts a broker that is alone; returns when it serves.
     *
     * @param directory its log; created if missing
     * @param port the broker's; {@code controllerPort} is the quorum's, which nobody outside needs
     */
    public static EmbeddedKafka start(Path directory, int port, int controllerPort) throws IOException {
        return start(directory, Quorum.alone(port, controllerPort), 1);
    }

    /**
     * Starts one node of {@code quorum}; returns when it serves, which takes a majority of them.
     *
     * @param directory its log; created if missing
     * @param id which node, from 1
     */
    public static EmbeddedKafka start(Path directory, Quorum quorum, int id) throws IOException {
        return start(directory, quorum, id, Map.of());
    }

    /** The same with further settings of Kafka's; they win over ours. */
    public static EmbeddedKafka start(Path directory, Quorum quorum, int id, Map<String, String> further)
            throws IOException {
        Files.createDirectories(directory);
        Properties properties = properties(directory, quorum, id);
        properties.putAll(further);
        Path log = directory.resolve("log");
        if (!Files.exists(log.resolve("meta.properties"))) {
            format(directory, properties, quorum.clusterId());
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, quorum);
    }

    private static Properties properties(Path directory, Quorum quorum, int id) {
        int port = quorum.nodes().get(id - 1).port();
        int controllerPort = quorum.nodes().get(id - 1).controllerPort();
        String copies = Integer.toString(quorum.copies());
        String inSync = Integer.toString(quorum.copiesInSync());
        Map<String, String> map = new HashMap<>();
        map.put("process.roles", "broker,controller");
        map.put("node.id", Integer.toString(id));
        map.put("controller.quorum.voters", quorum.voters());
        map.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        map.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        map.put("controller.listener.names", "CONTROLLER");
        map.put("inter.broker.listener.name", "PLAINTEXT");
        map.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        map.put("log.dirs", directory.resolve("log").toString());
        map.put("default.replication.factor", copies);
        map.put("min.insync.replicas", inSync);
        map.put("offsets.topic.replication.factor", copies);
        map.put("offsets.topic.num.partitions", "4");
        map.put("transaction.state.log.replication.factor", copies);
        map.put("transaction.state.log.min.isr", inSync);
        map.put("share.coordinator.state.topic.replication.factor", copies);
        map.put("share.coordinator.state.topic.min.isr", inSync);
        map.put("auto.create.topics.enable", "false");
        // A single process joins alone: waiting for others only delays the start.
        map.put("group.initial.rebalance.delay.ms", "0");
        map.put("group.min.session.timeout.ms", "1000");
        map.put("log.cleaner.dedupe.buffer.size", Long.toString(16L << 20));
        map.put("num.network.threads", "1");
        map.put("num.io.threads", "2");
        Properties properties = new Properties();
        properties.putAll(map);
        return properties;
    }

    private static void format(Path directory, Properties properties, String clusterId) throws IOException {
        Path file = directory.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exit = StorageTool.execute(
                new String[] {"format", "--config", file.toString(), "--cluster-id", clusterId},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            throw new IOException("Kafka's directory " + directory + " could not be formatted: "
                    + said.toString(StandardCharsets.UTF_8));
        }
    }

    /** host:port of each node, comma-separated. */
    public String bootstrapServers() {
        return quorum.bootstrapServers();
    }

    /** Stops the broker; what it acknowledged is on disk. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
