package io.fleetmesh.ctl.compare;

import io.fleetmesh.contract.MeshFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a native mesh and we say of one cluster, family by family in the order of {@link MeshFamily}. Both sides are
 * read once, in the order of their keys, so that it takes no more memory for a large cluster than for a small one.
 */
public final class Comparison {
    private final Cluster cluster;
    private final Purposes purposes;

    /** @param theyExportSlices whether the native mesh exports endpoint slices */
    public Comparison(Cluster cluster, boolean theyExportSlices) {
        this.cluster = cluster;
        this.purposes = new Purposes(cluster, theyExportSlices);
    }

    /** The two cluster configurations. */
    public static Optional<Difference> config(Entry there, Entry here) {
        Map<String, String> theirs = Values.json(there.value());
        Map<String, String> ours = Values.json(here.value());
        return difference(there.key(), theirs, ours, path -> switch (path) {
            case "capabilities/cached" -> Optional.of("ours is in cache form");
            case "capabilities/endpointSlicesExportMode" -> Optional.of("shown to Cilium 1.20 and newer only");
            default -> Optional.empty();
        });
    }

    /**
     * Compares a family.
     *
     * @param there the native mesh's entries, ascending by key, as {@code here} are
     * @param found called for each difference, in the order of keys
     */
    public void family(MeshFamily family, Iterator<Entry> there, Iterator<Entry> here, Consumer<Difference> found) {
        Entry theirs = next(there);
        Entry ours = next(here);
        while (theirs != null || ours != null) {
            int order = theirs == null ? 1 : ours == null ? -1 : theirs.key().compareTo(ours.key());
            if (order < 0) {
                found.accept(missingHere(family, theirs));
            } else if (order > 0) {
                found.accept(missingThere(family, ours));
            } else {
                both(family, theirs, ours).ifPresent(found);
            }
            theirs = order <= 0 ? next(there) : theirs;
            ours = order >= 0 ? next(here) : ours;
        }
    }

    private static @Nullable Entry next(Iterator<Entry> entries) {
        return entries.hasNext() ? entries.next() : null;
    }

    private Difference missingHere(MeshFamily family, Entry theirs) {
        return new Difference.MissingHere(
                theirs.key(), purposes.missingHere(family, name(family, theirs), fields(family, theirs)));
    }

    private Difference missingThere(MeshFamily family, Entry ours) {
        var _ = fields(family, ours);
        return new Difference.MissingThere(ours.key(), purposes.missingThere(family));
    }

    private Optional<Difference> both(MeshFamily family, Entry theirs, Entry ours) {
        Map<String, String> there = fields(family, theirs);
        if (Arrays.equals(theirs.value(), ours.value())) {
            return Optional.empty();
        }
        Map<String, String> here = fields(family, ours);
        return difference(theirs.key(), there, here, path -> purposes.differs(family, path, there, here));
    }

    private Map<String, String> fields(MeshFamily family, Entry entry) {
        Map<String, String> fields = Values.fields(family, entry.value());
        if (family == MeshFamily.IDENTITIES || family == MeshFamily.IPS) {
            purposes.note(family, name(family, entry), fields);
        }
        return fields;
    }

    private String name(MeshFamily family, Entry entry) {
        return entry.key().substring(Keys.cache(family, cluster.name()).length());
    }

    private static Optional<Difference> difference(
            String key,
            Map<String, String> there,
            Map<String, String> here,
            Function<String, Optional<String>> purpose) {
        TreeSet<String> paths = new TreeSet<>(there.keySet());
        paths.addAll(here.keySet());
        List<Difference.Field> fields = new ArrayList<>();
        for (String path : paths) {
            Optional<String> theirs = Optional.ofNullable(there.get(path));
            Optional<String> ours = Optional.ofNullable(here.get(path));
            if (!theirs.equals(ours)) {
                fields.add(new Difference.Field(path, theirs, ours, purpose.apply(path)));
            }
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new Difference.Differs(key, fields));
    }
}
