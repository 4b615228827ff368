package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a page of a view's entries turned out to be. Pages of one read are of one revision. */
public sealed interface EntryPage {
    /** Beside at least one entry, a page has no more bytes. */
    int MOST_BYTES = 1 << 20;

    /**
     * Entries, ascending by key.
     *
     * @param complete whether that which the family is made of is known to be all
     * @param next where to go on; empty on the last page
     */
    record Entries(boolean complete, List<KeyValue> entries, Optional<Place> next) implements EntryPage {}

    /** The revision is forgotten: read from the beginning. */
    record Expired() implements EntryPage {}

    /** Where a page ended. */
    record Place(long revision, Bytes after) {}

    /**
     * Reads a page.
     *
     * @param family whose; the cluster configuration if empty
     * @param from where the page before ended; the first page if empty
     */
    static EntryPage of(ViewIndex index, Optional<MeshFamily> family, Optional<Place> from, int limit) {
        KeyRange all = KeyRange.prefix(family.map(CacheKeys::prefix).orElse(CacheKeys.CLUSTER_CONFIGS));
        KeyRange rest =
                from.map(place -> new KeyRange(place.after().next(), all.end())).orElse(all);
        long revision = from.map(Place::revision).orElseGet(index::revision);
        return switch (index.range(rest, revision, limit)) {
            case RangeRead.Found found ->
                cut(found, revision, family.map(of -> isComplete(index, of)).orElse(true));
            case RangeRead.Compacted _, RangeRead.Future _ -> new Expired();
        };
    }

    private static EntryPage cut(RangeRead.Found found, long revision, boolean complete) {
        List<KeyValue> entries = new ArrayList<>();
        long bytes = 0;
        for (KeyValue entry : found.keyValues()) {
            bytes += entry.size();
            if (!entries.isEmpty() && bytes > MOST_BYTES) {
                break;
            }
            entries.add(entry);
        }
        return new Entries(
                complete,
                List.copyOf(entries),
                entries.size() < found.count()
                        ? Optional.of(new Place(revision, entries.getLast().key()))
                        : Optional.empty());
    }

    /** Of the one source that there is. */
    private static boolean isComplete(ViewIndex index, MeshFamily family) {
        return index.keys(KeyRange.prefix(CacheKeys.CANARIES)).stream()
                .anyMatch(key -> key.toString().endsWith(CacheKeys.canaryEnd(family)));
    }
}
