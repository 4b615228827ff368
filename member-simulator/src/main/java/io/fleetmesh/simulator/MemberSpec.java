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
 * @param clusterId Cilium's cluster ID, 1 to 255
 * @param port port of its API on 127.0.0.1; 0 for any
 * @param objects what it holds at its start, in the order of creation
 */
public record MemberSpec(String name, int clusterId, int port, List<ObjectNode> objects) {
    private static final int LAST_CLUSTER = 255;

    public MemberSpec {
        if (!name.matches("[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "member name is \"" + name + "\", expected up to 32 lower case letters, digits and '-'");
        }
        if (clusterId < 1 || clusterId > LAST_CLUSTER) {
            throw new IllegalArgumentException(
                    "cluster ID of member " + name + " is " + clusterId + ", expected 1 to " + LAST_CLUSTER);
        }
        objects = List.copyOf(objects);
    }

    /** Reads the {@code *.yaml} files of a directory, in the order of their names. */
    public static MemberSpec ofSamples(Path directory, String name, int clusterId, int port) throws IOException {
        return new MemberSpec(name, clusterId, port, Manifests.read(directory));
    }

    /** Member {@code m<number>} with a small shop; the number, 1 to 255, is its cluster ID. */
    public static MemberSpec generated(int number, int port) {
        String name = "m%03d".formatted(number);
        return new MemberSpec(name, number, port, GeneratedShop.objects(name, number));
    }
}
