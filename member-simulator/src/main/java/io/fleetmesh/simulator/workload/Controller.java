package io.fleetmesh.simulator.workload;

import io.fleetmesh.simulator.store.Change;

/** One job of the loop. */
interface Controller {
    /** Notes what a change makes it look at again; writes nothing. */
    void changed(Change change);

    /** Brings all it noted to the wanted state; true if there was anything. */
    boolean reconcile();
}
