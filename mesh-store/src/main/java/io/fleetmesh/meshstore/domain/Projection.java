package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Mesh records and views become key spaces that Cilium agents read. One thread calls everything but {@link #heartbeat},
 * {@link #viewOf} and {@link #incomplete}, which any thread may call at any time.
 *
 * <p>{@code apply} and {@code remove} only take note; {@link #flush} writes. The key spaces after a flush that lies far
 * enough ahead depend on what was noted, not on its order. Nothing of a source is shown before it has caught up, and its
 * canaries come after all of its data. A view is {@link ViewAccess.Access.Ready ready} once all views are known and each of its sources has
 * caught up, is gone, or {@link #admit} was called; and it then stays so.
 */
public final class Projection implements ViewAccess {
    private final ProjectionSettings settings;
    private final Revisions revisions;
    private final HistoryBudget history;
    private final Map<String, SourceState> sources = new ConcurrentSkipListMap<>();
    private final Set<String> gone = new HashSet<>();
    /** By source, how many entries of a family it must have again before it counts as read. */
    private final Map<String, Map<MeshFamily, Integer>> expected = new HashMap<>();

    private final Map<String, ViewState> views = new ConcurrentHashMap<>();
    private volatile Map<String, ViewState> viewsByCluster = Map.of();
    private volatile boolean viewsCaughtUp;

    public Projection(ProjectionSettings settings, Revisions revisions) {
        this.settings = settings;
        this.revisions = revisions;
        this.history = new HistoryBudget(settings.history().maxBytes());
    }

    /** Notes a source's record. */
    public void apply(String source, MeshRecord record) {
        source(source).apply(record);
    }

    /**
     * The record of a source is gone.
     *
     * @param key of the mesh topic, such as {@code service/shop/cart}
     */
    public void remove(String source, String key) {
        source(source).remove(key);
    }

    /** The source's topic is going to be read. */
    public void sourceFollowed(String source) {
        source(source);
    }

    /** The source's topic was read up to the end that it had when reading began. */
    public void sourceCaughtUp(String source) {
        source(source).caughtUp();
    }

    /** The source has left, or has no topic: what it gave leaves all views. */
    public void sourceGone(String source) {
        sources.remove(source);
        gone.add(source);
    }

    /** Notes a view; a new one has its heartbeat at once. A new cluster name is a new view, and ends the old one. */
    public void applyView(ConsumerView view, Instant now) {
        ViewState known = views.get(view.consumer());
        if (known != null && known.view().clusterName().equals(view.clusterName())) {
            known.show(view);
            return;
        }
        ViewIndex index = new ViewIndex(revisions, settings.history(), history);
        ViewState fresh = new ViewState(view, index, settings.removalGrace());
        fresh.heartbeat(now);
        views.put(view.consumer(), fresh);
        indexViews();
        if (known != null) {
            known.index().close();
        }
    }

    /** Ends a view. */
    public void removeView(String consumer) {
        ViewState known = views.remove(consumer);
        if (known != null) {
            indexViews();
            known.index().close();
        }
    }

    /** All views are known: from now on a name without a view is unknown, rather than not loaded. */
    public void viewsCaughtUp() {
        viewsCaughtUp = true;
    }

    /** Serves a view although some of its sources have not caught up; those are then missing from it. */
    public void admit(String consumer) {
        Optional.ofNullable(views.get(consumer)).ifPresent(ViewState::load);
    }

    /**
     * Of an earlier life it is known which families {@code source} was complete of, and how many entries it had of each. A
     * view with it waits until it is complete of them again with at least half as many: a log that was lost is filled again
     * bit by bit, and agents would take less for the truth.
     */
    public void expect(String source, Map<MeshFamily, Integer> entries) {
        expected.put(source, Map.copyOf(entries));
    }

    /** What was noted of a source and stands now, one record for each key. */
    public List<MeshRecord> records(String source) {
        return Optional.ofNullable(sources.get(source))
                .map(SourceState::records)
                .orElse(List.of());
    }

    /** Heap that the past of all views takes together; any thread may ask. */
    public long historyBytes() {
        return history.held();
    }

    /** How many entries a source has. */
    int size(String source) {
        return Optional.ofNullable(sources.get(source))
                .map(state ->
                        Arrays.stream(MeshFamily.values()).mapToInt(state::size).sum())
                .orElse(0);
    }

    /** Writes all that was noted and is due. */
    public void flush(Instant now) {
        Map<String, Map<MeshFamily, Map<String, Optional<Bytes>>>> changes = new HashMap<>();
        Set<MeshFamily> shown = views.values().stream()
                .flatMap(view -> view.families(sources).stream())
                .collect(Collectors.toSet());
        sources.forEach((id, source) -> changes.put(id, source.settle(now, settings.coalescing(), shown)));
        for (ViewState view : views.values()) {
            view.flush(sources, changes, now);
            if (viewsCaughtUp && view.view().sources().stream().allMatch(this::isSettled) && isKnown(view.view())) {
                view.load();
            }
        }
    }

    /** Whether what the consumer itself said is read, if anyone reads it: it decides which families its agents are told of. */
    private boolean isKnown(ConsumerView view) {
        return Optional.ofNullable(sources.get(view.consumer()))
                .map(SourceState::isCaughtUp)
                .orElse(true);
    }

    /** When the next {@link #flush} has something to write even if nothing more is noted. */
    public Optional<Instant> nextDue() {
        return Stream.concat(
                        sources.values().stream().map(SourceState::nextDue),
                        views.values().stream().map(ViewState::nextDue))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** Ticks every view's heartbeat: agents reconnect when it stands still for two minutes. */
    public void heartbeat(Instant now) {
        views.values().forEach(view -> view.heartbeat(now));
    }

    @Override
    public Access viewOf(String clusterName) {
        ViewState view = viewsByCluster.get(clusterName);
        if (view == null) {
            return viewsCaughtUp ? new Access.Unknown() : new Access.NotLoaded();
        }
        return view.isLoaded() ? new Access.Ready(view.index()) : new Access.NotLoaded();
    }

    private SourceState source(String id) {
        gone.remove(id);
        return sources.computeIfAbsent(id, _ -> new SourceState());
    }

    private boolean isSettled(String source) {
        return gone.contains(source)
                || Optional.ofNullable(sources.get(source))
                        .filter(SourceState::isCaughtUp)
                        .filter(state -> isAsExpected(state, expected.getOrDefault(source, Map.of())))
                        .isPresent();
    }

    private static boolean isAsExpected(SourceState state, Map<MeshFamily, Integer> entries) {
        return entries.entrySet().stream()
                .allMatch(family ->
                        state.isComplete(family.getKey()) && state.size(family.getKey()) >= family.getValue() / 2);
    }

    /** The families of which {@code source} does not vouch for having given everything. */
    public Set<MeshFamily> incomplete(String source) {
        Set<MeshFamily> families = EnumSet.allOf(MeshFamily.class);
        Optional.ofNullable(sources.get(source)).ifPresent(state -> families.removeIf(state::isComplete));
        return families;
    }

    /** A certificate's name that fits two consumers must not show either of them the other's view. */
    private void indexViews() {
        Map<String, List<ViewState>> claims = views.values().stream()
                .collect(Collectors.groupingBy(state -> state.view().clusterName()));
        viewsByCluster = claims.entrySet().stream()
                .filter(claim -> claim.getValue().size() == 1)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, claim -> claim.getValue().getFirst()));
    }
}
