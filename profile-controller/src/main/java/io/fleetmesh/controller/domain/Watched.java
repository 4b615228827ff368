package io.fleetmesh.controller.domain;

import java.util.Optional;

/** Objects that can be listed and watched, wherever they are kept. Thread-safe. */
public interface Watched<T> {

    /** All of them, and what changed lately; empty where they are not known now. */
    Optional<History<T>> history();

    /**
     * {@code changed} is run, on any thread and quickly, whenever {@link #history} may have become another.
     *
     * @return ends that
     */
    Runnable listen(Runnable changed);
}
