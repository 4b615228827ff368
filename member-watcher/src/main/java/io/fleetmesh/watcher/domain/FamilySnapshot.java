package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All objects of one family at one resource version, from a consistent list that succeeded to its last page.
 *
 * @param clusterUid UID of {@code kube-system}, the same before and after the list
 * @param facts by key, ascending
 * @param unreadable keys of objects that are there and could not be mapped
 * @param allNamed false if an object was there whose name could not be read: then nothing can be called missing
 * @param served false if the API does not serve the kind, by its own discovery: then there are no objects and no version
 */
public record FamilySnapshot(
        Family family,
        String clusterUid,
        String resourceVersion,
        Map<String, MemberFact> facts,
        Set<String> unreadable,
        boolean allNamed,
        boolean served) {

    /** Of a kind that is served. */
    public FamilySnapshot(
            Family family,
            String clusterUid,
            String resourceVersion,
            Map<String, MemberFact> facts,
            Set<String> unreadable,
            boolean allNamed) {
        this(family, clusterUid, resourceVersion, facts, unreadable, allNamed, true);
    }

    public FamilySnapshot {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
        unreadable = Set.copyOf(unreadable);
    }

    /** That the API does not serve the kind. */
    public static FamilySnapshot notServed(Family family, String clusterUid) {
        return new FamilySnapshot(family, clusterUid, "", Map.of(), Set.of(), true, false);
    }

    /** Whether the list shows that no object of this key is there. */
    boolean lacks(String key) {
        return allNamed && !facts.containsKey(key) && !unreadable.contains(key);
    }
}
