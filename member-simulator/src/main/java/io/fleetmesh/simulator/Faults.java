package io.fleetmesh.simulator;

import io.fleetmesh.simulator.api.MemberServer;
import io.fleetmesh.simulator.fault.FaultSettings;
import io.fleetmesh.simulator.fault.Pretence;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Makes a member fail on request. Each call returns when the fault is in effect; faults add up until {@link #clear}. May be
 * called from any thread but an event loop.
 */
public final class Faults {
    private final Loop loop;
    private final MemberServer server;

    Faults(Loop loop, MemberServer server) {
        this.loop = loop;
        this.server = server;
    }

    public FaultSettings get() {
        return loop.call(server::faults);
    }

    /** Replaces all faults. */
    public void set(FaultSettings settings) {
        var _ = loop.call(() -> {
            server.setFaults(settings);
            return settings;
        });
    }

    /** Ends all faults. */
    public void clear() {
        set(FaultSettings.NONE);
    }

    /** Closes every connection without an answer. */
    public void apiAway() {
        add(FaultSettings::withApiAway);
    }

    /** Delays each answer. */
    public void slow(long millis) {
        add(settings -> settings.withSlow(millis));
    }

    /** Lists and watches of a resource, by plural or {@code *}, answer with an HTTP status. */
    public void error(String plural, int status) {
        add(settings -> settings.withError(plural, status));
    }

    /** The API does not know a resource, by plural, any more: neither its path nor discovery. */
    public void notServed(String plural) {
        add(settings -> settings.withoutKind(plural));
    }

    /** Drops the open watches, and each new one right after its start. */
    public void dropWatches() {
        add(FaultSettings::withDroppedWatches);
    }

    /** Forgets all changes so far: open watches, watches and pages from before end in 410. */
    public void expireWatches() {
        add(FaultSettings::withExpiredWatches);
    }

    /** Lists show the present state for ever, watches go on. */
    public void staleLists() {
        add(FaultSettings::withStaleLists);
    }

    /** A node is not ready, and neither are the endpoints on it. */
    public void nodeDead(String node) {
        add(settings -> settings.withDeadNode(node));
    }

    /** Gives {@code kube-system} another UID: another cluster under the same address. */
    public void identity(String uid) {
        add(settings -> settings.withIdentity(uid));
    }

    /** Dates answers by a clock that is ahead by so many seconds, or behind. */
    public void clockSkew(long seconds) {
        add(settings -> settings.withPretence(new Pretence(
                seconds, settings.pretence().version(), settings.pretence().denied())));
    }

    /** Takes away a right such as {@code get secrets}; what reads by it is refused, and so is {@code create selfsubjectaccessreviews}. */
    public void deny(String verb, String plural) {
        add(settings -> {
            Set<String> denied = new TreeSet<>(settings.pretence().denied());
            denied.add(verb + " " + plural);
            return settings.withPretence(new Pretence(
                    settings.pretence().clockSkewSeconds(), settings.pretence().version(), denied));
        });
    }

    /** Says that it is another version of Kubernetes. */
    public void version(String version) {
        add(settings -> settings.withPretence(new Pretence(
                settings.pretence().clockSkewSeconds(),
                Optional.of(version),
                settings.pretence().denied())));
    }

    private void add(UnaryOperator<FaultSettings> fault) {
        var _ = loop.call(() -> {
            FaultSettings changed = fault.apply(server.faults());
            server.setFaults(changed);
            return changed;
        });
    }
}
