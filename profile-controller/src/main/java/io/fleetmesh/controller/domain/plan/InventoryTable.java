package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.MemberFact;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Inventories of members, folded from their facts one by one: the same facts give the same inventories, in whatever order different
 * keys come. Counts are kept, and not objects: an endpoint costs about 24 bytes, so that a fleet of a million takes 25 MB. Not
 * thread-safe.
 */
public final class InventoryTable {
    private final Map<String, MemberFold> members = new TreeMap<>();

    /**
     * Takes what stands under a key now.
     *
     * @param fact nothing if the key has been removed
     */
    public void evolve(String member, String key, Optional<MemberFact> fact) {
        MemberFold fold = members.computeIfAbsent(member, MemberFold::new);
        fact.ifPresentOrElse(fold::put, () -> fold.remove(key));
    }

    /** Forgets all of a member. */
    public void forget(String member) {
        members.remove(member);
    }

    /** As of now; of a member that no fact has come of, one of which nothing is known. Made anew only if something has changed. */
    public MemberInventory of(String member) {
        MemberFold fold = members.get(member);
        return fold == null ? new MemberFold(member).inventory() : fold.inventory();
    }

    /** All of which facts have come, by member ID. */
    public Map<String, MemberInventory> all() {
        Map<String, MemberInventory> all = new TreeMap<>();
        members.forEach((member, fold) -> all.put(member, fold.inventory()));
        return all;
    }
}
