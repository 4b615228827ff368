package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.NamespaceChoice;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a source gives of one family, and what of it is seen by whom. Nothing of this is kept: it is asked when a view changes. */
interface FamilyEntries {
    /** One that is there. */
    interface Entry {
        String name();

        /** Empty if it is of none. */
        Optional<String> namespace();

        Bytes value();
    }

    /** All that are there, in any order. */
    Stream<? extends Entry> entries(ClusterConfigRecord config);

    /** Of the entry of this name; empty if that is of none, or is not there. */
    Optional<String> namespace(String name);

    int size();

    /** What is seen of it, by name. */
    default Map<String, Bytes> values(ClusterConfigRecord config, NamespaceChoice seen) {
        Map<String, Bytes> values = new TreeMap<>();
        entries(config)
                .filter(entry -> seen.equals(NamespaceChoice.ALL) || Sight.has(seen, entry.namespace()))
                .forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }

    /**
     * What makes of that which was {@code seen} before {@code changes} what is seen {@code now}.
     *
     * @param changes by name the new value, or nothing for what is gone
     * @return the same; some of what is gone may never have been seen
     */
    default Map<String, Optional<Bytes>> changes(
            ClusterConfigRecord config,
            Map<String, Optional<Bytes>> changes,
            NamespaceChoice seen,
            NamespaceChoice now) {
        if (seen.equals(NamespaceChoice.ALL) && now.equals(NamespaceChoice.ALL)) {
            return changes;
        }
        Map<String, Optional<Bytes>> visible = new TreeMap<>();
        if (!seen.equals(now)) {
            entries(config).forEach(entry -> {
                Optional<String> namespace = entry.namespace();
                boolean shown = Sight.has(now, namespace);
                if (shown != Sight.has(seen, namespace)) {
                    visible.put(entry.name(), shown ? Optional.of(entry.value()) : Optional.empty());
                }
            });
        }
        // An entry may have moved to another namespace: what cannot be seen there is gone.
        changes.forEach((name, value) -> visible.put(name, value.filter(_ -> Sight.has(now, namespace(name)))));
        return visible;
    }
}
