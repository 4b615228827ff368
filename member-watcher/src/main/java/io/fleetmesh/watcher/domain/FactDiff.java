package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.MemberFact;
import java.util.List;

/**
 * The least that makes what is held into what a list says.
 *
 * @param puts facts that are not held as they are, by key
 * @param missing held keys that the list lacks, ascending: candidates for a delete, nothing more
 * @param known how many objects of the family are held
 */
public record FactDiff(List<MemberFact> puts, List<String> missing, int known) {
    public FactDiff {
        puts = List.copyOf(puts);
        missing = List.copyOf(missing);
    }

    public static FactDiff between(FamilySnapshot list, Holds holds) {
        var held = holds.keys(list.family());
        return new FactDiff(
                list.facts().values().stream()
                        .filter(fact -> !holds.holds(fact))
                        .toList(),
                held.stream().filter(list::lacks).sorted().toList(),
                held.size());
    }
}
