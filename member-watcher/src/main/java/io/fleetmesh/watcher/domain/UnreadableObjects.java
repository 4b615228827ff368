package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.UnreadableFact;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which of a member's objects are on record as unreadable, and what to write when that changes. Not thread-safe. */
public final class UnreadableObjects {
    private final Set<String> keys = new TreeSet<>();

    /** From a folded log. */
    public static UnreadableObjects of(Collection<MemberFact> facts) {
        UnreadableObjects objects = new UnreadableObjects();
        for (MemberFact fact : facts) {
            if (fact instanceof UnreadableFact unreadable) {
                objects.keys.add(unreadable.object());
            }
        }
        return objects;
    }

    /** An object was there and could not be read; of one without a name there is no record. */
    public Optional<Operation> found(Unmappable problem) {
        return problem.key().map(key -> {
            keys.add(key);
            return new Operation.Put(new UnreadableFact(key, problem.field(), problem.found(), problem.expected()));
        });
    }

    /** The object of this key was read, or is gone. */
    public Optional<Operation> settled(String key) {
        return keys.remove(key) ? Optional.of(removal(key)) : Optional.empty();
    }

    /** A list is believed: what it did not name as unreadable was read, or is gone. */
    public List<Operation> listed(FamilySnapshot list) {
        return removeIf(list.family(), key -> !list.unreadable().contains(key));
    }

    /** Nobody looks at the family any more. */
    public List<Operation> ruledOut(Family family) {
        return removeIf(family, _ -> true);
    }

    private List<Operation> removeIf(Family family, Predicate<String> condition) {
        List<String> settled = keys.stream()
                .filter(key -> key.startsWith(family.segment() + "/"))
                .filter(condition)
                .toList();
        settled.forEach(keys::remove);
        return settled.stream().map(UnreadableObjects::removal).toList();
    }

    private static Operation removal(String key) {
        return new Operation.Remove(UnreadableFact.keyOf(key));
    }
}
