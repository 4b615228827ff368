package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Something that takes changes at one end and shows them at an etcd watch at the other. */
interface Target extends AutoCloseable {
    String name();

    /** Makes {@code name} there before anything is measured. */
    CompletableFuture<?> create(String name);

    /** Changes {@code name} to {@code number}; completes when the change is accepted. */
    CompletableFuture<?> change(String name, long number);

    /** From now on arrivals are told to {@code arrivals}. */
    void observe(Arrivals arrivals);

    /** What serves the watches. */
    WatchedServer server() throws IOException;

    @Override
    void close();
}
