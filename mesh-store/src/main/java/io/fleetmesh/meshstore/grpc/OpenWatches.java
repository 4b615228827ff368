package io.fleetmesh.meshstore.grpc;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The watches of one stream, and the places that they take. Used under its stream's lock. */
final class OpenWatches {
    private final WatchHub hub;
    private final WatchShared shared;
    private final Quota ofConnection;
    private final Map<Long, Watch> watches = new TreeMap<>();
    private long nextId;

    OpenWatches(WatchHub hub, WatchShared shared, Quota ofConnection) {
        this.hub = hub;
        this.shared = shared;
        this.ofConnection = ofConnection;
    }

    boolean has(long id) {
        return watches.containsKey(id);
    }

    boolean isEmpty() {
        return watches.isEmpty();
    }

    Collection<Watch> all() {
        return List.copyOf(watches.values());
    }

    long freeId() {
        while (watches.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    /** Takes a place for one more; or says why there is none. */
    Optional<String> takePlace() {
        if (watches.size() >= shared.limits().perStream()) {
            return refused("watches-per-stream", EtcdErrors.TOO_MANY_WATCHES_ON_STREAM);
        }
        if (!ofConnection.take()) {
            return refused("watches-per-connection", EtcdErrors.TOO_MANY_WATCHES_ON_CONNECTION);
        }
        if (!shared.open().take()) {
            ofConnection.give(1);
            return refused("watches", EtcdErrors.TOO_MANY_WATCHES);
        }
        return Optional.empty();
    }

    private Optional<String> refused(String limit, String reason) {
        shared.meters().refused(limit);
        return Optional.of(reason);
    }

    /** Begins a watch that a place was taken for. */
    void add(Watch watch) {
        watches.put(watch.id(), watch);
        hub.add(watch);
        shared.meters().watches(1);
    }

    /** Ends a watch; false if there is none with this ID. */
    boolean remove(long id) {
        Watch watch = watches.remove(id);
        if (watch == null) {
            return false;
        }
        hub.remove(watch);
        giveBack(1);
        return true;
    }

    /** Ends all. */
    void clear() {
        watches.values().forEach(hub::remove);
        giveBack(watches.size());
        watches.clear();
    }

    private void giveBack(int places) {
        ofConnection.give(places);
        shared.open().give(places);
        shared.meters().watches(-places);
    }
}
