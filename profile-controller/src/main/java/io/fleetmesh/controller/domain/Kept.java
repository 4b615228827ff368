package io.fleetmesh.controller.domain;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Objects that one thread keeps up to date and others list and watch. */
public final class Kept<T> implements Watched<T> {
    private final Map<Object, Runnable> listeners = new ConcurrentHashMap<>();
    private volatile Optional<History<T>> history = Optional.empty();

    @Override
    public Optional<History<T>> history() {
        return history;
    }

    @Override
    public Runnable listen(Runnable changed) {
        Object listening = new Object();
        listeners.put(listening, changed);
        return () -> listeners.remove(listening);
    }

    /** It is this from now on; empty: not kept here. */
    public void set(Optional<History<T>> next) {
        history = next;
        listeners.values().forEach(Runnable::run);
    }
}
