package io.fleetmesh.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Simulated members in this process, each with an API of its own on 127.0.0.1. */
public final class Simulator implements AutoCloseable {
    private final Vertx vertx;
    private final List<SimulatedMember> members = new ArrayList<>();

    private Simulator(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Starts the members in order; each serves and has its endpoints when this returns.
     *
     * @param clock where the sequences of resourceVersions start, and the time of creation of objects
     * @throws IOException if a port cannot be had; the message names member and port
     */
    public static Simulator start(List<MemberSpec> members, Clock clock) throws IOException {
        VertxOptions options = new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        Simulator simulator = new Simulator(Vertx.vertx(options));
        try {
            for (MemberSpec member : members) {
                simulator.members.add(SimulatedMember.start(simulator.vertx, member, clock));
            }
        } catch (IOException | RuntimeException e) {
            simulator.close();
            throw e;
        }
        return simulator;
    }

    /** In the order of the start. */
    public List<SimulatedMember> members() {
        return List.copyOf(members);
    }

    /** Ends all members; returns when their ports are free. */
    @Override
    public void close() {
        members.forEach(SimulatedMember::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
