package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.NamespaceChoice;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One consumer's view: which clusters its index shows, and the writes that keep it so.
 *
 * <pre>
 * absent ──► cluster configuration ──► entries ──► canaries                 (each in revisions after the one before)
 * shown  ──► cluster configuration gone ──► grace ──► canaries gone ──► entries gone
 * </pre>
 *
 * <p>Within a flush entries come family by family, identities before addresses, and what goes goes after them in the
 * opposite order: no address without its identity.
 *
 * <p>A namespace that is hidden or shown, and services that are withdrawn or given again, are such changes, too. Canaries and
 * the cluster configuration stay: they say that all is there that is to be seen, not that it is all that there is.
 *
 * <p>Leaving follows KVStoreMesh: without its configuration a cluster is no longer connected to, so nobody takes the
 * vanishing services for news; and the canary goes before the data that it vouches for.
 */
final class ViewState {
    private static final List<MeshFamily> FAMILIES = List.of(MeshFamily.values());
    private static final int CHANGES_PER_COMMIT = 128;
    private static final int BYTES_PER_COMMIT = 1 << 20;

    private final ViewIndex index;
    private final Duration removalGrace;
    private final Map<String, Link> links = new TreeMap<>();
    private final Map<String, Instant> leaving = new TreeMap<>();
    private ConsumerView view;
    private volatile boolean loaded;

    ViewState(ConsumerView view, ViewIndex index, Duration removalGrace) {
        this.view = view;
        this.index = index;
        this.removalGrace = removalGrace;
    }

    ViewIndex index() {
        return index;
    }

    ConsumerView view() {
        return view;
    }

    void show(ConsumerView newer) {
        view = newer;
    }

    boolean isLoaded() {
        return loaded;
    }

    void load() {
        if (!loaded) {
            index.forgetPast();
            loaded = true;
        }
    }

    Optional<Instant> nextDue() {
        return leaving.isEmpty() ? Optional.empty() : Optional.of(Collections.min(leaving.values()));
    }

    void heartbeat(Instant now) {
        var _ = index.commit(List.of(new Change.Put(CacheKeys.HEARTBEAT, timestamp(now))), now);
    }

    /**
     * Writes what differs.
     *
     * @param changes by source, of its entries
     */
    void flush(
            Map<String, SourceState> sources,
            Map<String, Map<MeshFamily, Map<String, Optional<Bytes>>>> changes,
            Instant now) {
        Map<String, Link> wanted = wanted(sources);
        List.copyOf(links.keySet()).stream()
                .filter(cluster -> !wanted.containsKey(cluster))
                .forEach(cluster -> leave(cluster, now));
        wanted.forEach((cluster, link) -> {
            SourceState source = sources.getOrDefault(link.source(), new SourceState());
            show(cluster, link, source, changes.getOrDefault(link.source(), Map.of()), now);
        });
        List.copyOf(leaving.keySet()).stream()
                .filter(cluster -> !leaving.get(cluster).isAfter(now))
                .forEach(cluster -> left(cluster, now));
    }

    /** The families that the consumer's agents are told of: its own Cilium decides. */
    Set<MeshFamily> families(Map<String, SourceState> sources) {
        return showsSlices(sources)
                ? EnumSet.allOf(MeshFamily.class)
                : EnumSet.complementOf(EnumSet.of(MeshFamily.ENDPOINT_SLICES));
    }

    private boolean showsSlices(Map<String, SourceState> sources) {
        return Optional.ofNullable(sources.get(view.consumer()))
                .flatMap(SourceState::servable)
                .flatMap(ClusterConfigRecord::ciliumVersion)
                .filter(CiliumVersion::readsSlices)
                .isPresent();
    }

    /**
     * Each cluster name with the one source that has it. Should two sources claim a name, the lower member ID has it
     * whatever the order of arrival; and the consumer is never shown a cluster of its own name.
     */
    private Map<String, Link> wanted(Map<String, SourceState> sources) {
        boolean slices = showsSlices(sources);
        Map<String, Link> wanted = new TreeMap<>();
        for (String id : view.sources().stream().sorted().toList()) {
            Optional.ofNullable(sources.get(id))
                    .flatMap(SourceState::servable)
                    .filter(config -> !config.clusterName().equals(view.clusterName()))
                    .ifPresent(config ->
                            wanted.putIfAbsent(config.clusterName(), new Link(id, config, Sight.of(view, id, slices))));
        }
        return wanted;
    }

    private void show(
            String cluster,
            Link link,
            SourceState source,
            Map<MeshFamily, Map<String, Optional<Bytes>>> changes,
            Instant now) {
        leaving.remove(cluster);
        Optional<Link> shown = Optional.ofNullable(links.put(cluster, link));
        Sight sight = link.sight();
        delete(canaries(cluster, family -> !sight.announces(family) || !source.isComplete(family)), now);
        if (!shown.equals(Optional.of(link))) {
            Bytes value = CiliumValues.clusterConfig(link.config(), sight.slices());
            commit(List.of(new Change.Put(CacheKeys.clusterConfig(cluster), value)), now);
        }
        commit(
                inOrder(
                        cluster,
                        family ->
                                entries(cluster, family, shown, link, source, changes.getOrDefault(family, Map.of()))),
                now);
        commit(
                canaries(cluster, family -> sight.announces(family) && source.isComplete(family)).stream()
                        .filter(key -> index.value(key).isEmpty())
                        .<Change>map(key -> new Change.Put(key, timestamp(now)))
                        .toList(),
                now);
    }

    /** What makes of what is shown of a family what {@code link} is to show. */
    private Map<String, Optional<Bytes>> entries(
            String cluster,
            MeshFamily family,
            Optional<Link> shown,
            Link link,
            SourceState source,
            Map<String, Optional<Bytes>> changes) {
        boolean given = link.sight().gives(family);
        NamespaceChoice seen = link.sight().namespaces();
        if (shown.isEmpty() || !link.goesOnFrom(shown.get(), family)) {
            return difference(cluster, family, given ? source.values(family, seen) : Map.of());
        }
        return given ? source.changes(family, changes, shown.get().sight().namespaces(), seen) : Map.of();
    }

    private static List<Bytes> canaries(String cluster, Predicate<MeshFamily> which) {
        return FAMILIES.stream()
                .filter(which)
                .map(family -> CacheKeys.canary(family, cluster))
                .toList();
    }

    private void leave(String cluster, Instant now) {
        links.remove(cluster);
        delete(List.of(CacheKeys.clusterConfig(cluster)), now);
        leaving.put(cluster, now.plus(removalGrace));
    }

    private void left(String cluster, Instant now) {
        leaving.remove(cluster);
        delete(canaries(cluster, _ -> true), now);
        commit(inOrder(cluster, family -> difference(cluster, family, Map.of())), now);
    }

    private static List<Change> inOrder(String cluster, Function<MeshFamily, Map<String, Optional<Bytes>>> changes) {
        List<Change> puts = new ArrayList<>();
        List<Change> deletes = new ArrayList<>();
        for (MeshFamily family : FAMILIES) {
            changes.apply(family).forEach((name, value) -> {
                Bytes key = CacheKeys.entry(family, cluster, name);
                value.ifPresentOrElse(
                        bytes -> puts.add(new Change.Put(key, bytes)), () -> deletes.add(new Change.Delete(key)));
            });
        }
        puts.addAll(deletes.reversed());
        return puts;
    }

    /** What makes a family's entries, whatever they are now, to be {@code values}. */
    private Map<String, Optional<Bytes>> difference(String cluster, MeshFamily family, Map<String, Bytes> values) {
        String prefix = CacheKeys.prefix(family, cluster);
        Map<String, Optional<Bytes>> changes = new TreeMap<>();
        index.keys(KeyRange.prefix(prefix))
                .forEach(key -> changes.put(key.toString().substring(prefix.length()), Optional.empty()));
        values.forEach((name, value) -> changes.put(name, Optional.of(value)));
        return changes;
    }

    private void delete(Collection<Bytes> keys, Instant now) {
        commit(keys.stream().<Change>map(Change.Delete::new).toList(), now);
    }

    /** In revisions small enough that one of them is a response that any client takes. */
    private void commit(List<Change> changes, Instant now) {
        List<Change> batch = new ArrayList<>();
        long bytes = 0;
        for (Change change : changes) {
            long size = change instanceof Change.Put put ? put.value().length() : 0;
            if (!batch.isEmpty() && (batch.size() == CHANGES_PER_COMMIT || bytes + size > BYTES_PER_COMMIT)) {
                var _ = index.commit(batch, now);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(change);
            bytes += size;
        }
        var _ = index.commit(batch, now);
    }

    private static Bytes timestamp(Instant now) {
        return Bytes.of(now.truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
