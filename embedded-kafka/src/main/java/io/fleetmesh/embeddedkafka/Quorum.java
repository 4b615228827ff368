package io.fleetmesh.embeddedkafka;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * The nodes of one KRaft cluster, all on loopback, each a broker and a controller that votes. A node's ID is its place in
 * the list, counted from 1.
 *
 * @param clusterId what the directory of each node is formatted with: the same for all, or they refuse each other
 */
public record Quorum(String clusterId, List<Node> nodes) {
    private static final int MOST_COPIES = 3;

    public Quorum {
        if (nodes.size() % 2 == 0) {
            throw new IllegalArgumentException(
                    nodes.size() + " nodes, expected an odd number: a majority of them decides");
        }
        nodes = List.copyOf(nodes);
    }

    /** Ports of one node: the broker's, and the quorum's, which nobody outside needs. */
    public record Node(int port, int controllerPort) {}

    /** A node that decides alone, in a cluster of its own. */
    public static Quorum alone(int port, int controllerPort) {
        return new Quorum(newClusterId(), List.of(new Node(port, controllerPort)));
    }

    /** The same on ports that nobody has just now. */
    public static Quorum aloneAnywhere() throws IOException {
        try (ServerSocket port = new ServerSocket(0);
                ServerSocket controllerPort = new ServerSocket(0)) {
            return alone(port.getLocalPort(), controllerPort.getLocalPort());
        }
    }

    /** One that no other cluster has. */
    public static String newClusterId() {
        return Uuid.randomUuid().toString();
    }

    /** All brokers, host:port, comma-separated. */
    public String bootstrapServers() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    String voters() {
        return IntStream.rangeClosed(1, nodes.size())
                .mapToObj(id -> id + "@127.0.0.1:" + nodes.get(id - 1).controllerPort())
                .collect(Collectors.joining(","));
    }

    /** Of each topic, unless its creator says otherwise. */
    int copies() {
        return Math.min(nodes.size(), MOST_COPIES);
    }

    /** Copies that must have a record before it is acknowledged; the others may be away. */
    int copiesInSync() {
        return copies() / 2 + 1;
    }
}
