package io.fleetmesh.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.manifest.GeneratedShop;
import io.fleetmesh.simulator.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A member to be simulated.
 *
 * @param name cluster name
 * @param clusterId Cilium's cluster ID, 1 to {@code maxConnectedClusters}
 * @param maxConnectedClusters Cilium's {@code max-connected-clusters}, 255 or 511: it decides where identities lie
 * @param port port of its API on 127.0.0.1; 0 for any
 * @param objects what it holds at its start, in the order of creation
 */
public record MemberSpec(String name, int clusterId, int maxConnectedClusters, int port, List<ObjectNode> objects) {
    /** Cilium's own default. */
    private static final int MOST = 255;

    private static final int MOST_EXTENDED = 511;

    public MemberSpec {
        if (!name.matches("[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "member name is \"" + name + "\", expected up to 32 lower case letters, digits and '-'");
        }
        if (maxConnectedClusters != MOST && maxConnectedClusters != MOST_EXTENDED) {
            throw new IllegalArgumentException("max-connected-clusters of member " + name + " is "
                    + maxConnectedClusters + ", expected " + MOST + " or " + MOST_EXTENDED);
        }
        if (clusterId < 1 || clusterId > maxConnectedClusters) {
            throw new IllegalArgumentException(
                    "cluster ID of member " + name + " is " + clusterId + ", expected 1 to " + maxConnectedClusters);
        }
        objects = List.copyOf(objects);
    }

    /** One in a mesh of up to 255 clusters. */
    public MemberSpec(String name, int clusterId, int port, List<ObjectNode> objects) {
        this(name, clusterId, MOST, port, objects);
    }

    /** Reads the {@code *.yaml} files of a directory, in the order of their names. */
    public static MemberSpec ofSamples(Path directory, String name, int clusterId, int port) throws IOException {
        return new MemberSpec(name, clusterId, port, Manifests.read(directory));
    }

    /** Member {@code m<number>} with a small shop; the number is its cluster ID, and the mesh no larger than it asks for. */
    public static MemberSpec generated(int number, int port) {
        String name = "m%03d".formatted(number);
        int most = number > MOST ? MOST_EXTENDED : MOST;
        return new MemberSpec(name, number, most, port, GeneratedShop.objects(name, number));
    }

    /** The same in a mesh of up to so many clusters, 255 or 511. */
    public MemberSpec amongUpTo(int maxConnectedClusters) {
        return new MemberSpec(name, clusterId, maxConnectedClusters, port, objects);
    }
}
