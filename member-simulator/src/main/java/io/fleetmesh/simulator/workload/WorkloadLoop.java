package io.fleetmesh.simulator.workload;

import io.fleetmesh.simulator.store.Change;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.Writes;
import java.util.List;
import java.util.function.Consumer;

/** Runs the controllers of a member after changes: all changes that came together are one pass. */
public final class WorkloadLoop {
    private final List<Controller> controllers;
    private final Consumer<Runnable> later;
    private boolean planned;

    /** The argument {@code later} runs a pass on the event loop, after what runs now */
    public WorkloadLoop(
            String cluster, IdentityNumbers numbers, ObjectStore store, Writes writes, Consumer<Runnable> later) {
        Placement placement = new Placement(store);
        this.later = later;
        this.controllers = List.of(
                placement,
                new NodeMirror(store, writes),
                new Deployments(store, writes, placement),
                new PodEndpoints(store, writes, placement, new Identities(cluster, numbers, store, writes)),
                new EndpointSlices(store, writes),
                new ServiceSlices(store, writes));
        store.listen(this::changed);
    }

    private void changed(Change change) {
        controllers.forEach(controller -> controller.changed(change));
        if (!planned) {
            planned = true;
            later.accept(this::pass);
        }
    }

    /** Works until nothing is left to do. */
    public void pass() {
        planned = true;
        boolean busy = true;
        while (busy) {
            busy = false;
            for (Controller controller : controllers) {
                busy |= controller.reconcile();
            }
        }
        planned = false;
    }
}
