package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What would be served of one source to a consumer of the newest Cilium that sees everything, whether or not there is one: made
 * by the same projection that agents are served by, and apart from theirs. One thread notes and flushes; any may ask for the
 * index.
 */
public final class WholeSource {
    /** No member has this ID, no cluster this name. */
    private static final String EVERYBODY = " everybody";

    private static final String NEWEST = "1.20.0";
    /** Nobody's load is spared here: each service is shown as it is. */
    private static final Coalescing AT_ONCE = new Coalescing(Integer.MAX_VALUE, 1, Duration.ZERO);
    /** Enough for whoever reads page by page. */
    private static final HistoryLimits HISTORY = new HistoryLimits(20_000, 32L << 20, Duration.ofMinutes(2));

    private final String source;
    private final Projection projection;

    /** @param source a member's ID */
    public WholeSource(String source, Instant now) {
        this.source = source;
        // A page that goes on from one of an earlier process is to be refused.
        this.projection = new Projection(new ProjectionSettings(AT_ONCE, HISTORY, Duration.ZERO), Revisions.since(now));
        projection.apply(EVERYBODY, new ClusterConfigRecord(EVERYBODY, 1, 255, true, Optional.of(NEWEST)));
        projection.sourceCaughtUp(EVERYBODY);
        projection.sourceFollowed(source);
        projection.applyView(new ConsumerView(EVERYBODY, EVERYBODY, List.of(source)), now);
        projection.viewsCaughtUp();
    }

    /** Notes a record. */
    public void apply(MeshRecord record) {
        projection.apply(source, record);
    }

    /**
     * Forgets a record that is gone.
     *
     * @param key of the mesh topic
     */
    public void remove(String key) {
        projection.remove(source, key);
    }

    /** All that stood in the topic is noted. */
    public void caughtUp() {
        projection.sourceCaughtUp(source);
    }

    /** Writes what was noted. */
    public void flush(Instant now) {
        projection.flush(now);
    }

    /** How many entries it has. */
    public int size() {
        return projection.size(source);
    }

    /** What would be served; empty before all is noted and flushed. */
    public Optional<ViewIndex> index() {
        return projection.viewOf(EVERYBODY) instanceof ViewAccess.Access.Ready(ViewIndex index)
                ? Optional.of(index)
                : Optional.empty();
    }
}
