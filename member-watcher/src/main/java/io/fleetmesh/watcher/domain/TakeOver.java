package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.MassDeleteHeldFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what a list is worth and what to write after it: the same at a take-over and at any later list. */
public final class TakeOver {

    /** Whose API this is. */
    public enum Identity {
        /** Nobody is recorded yet. */
        FIRST_SEEN,
        RECORDED,
        OTHER
    }

    /**
     * What to write, in this order: objects, then the hold, then the marker that says that all of it stood there.
     *
     * @param marker the family's completeness after this list
     * @param held deletes that are not among the operations
     */
    public record Plan(List<Operation> operations, CompletenessFact marker, Optional<MassDeleteHeldFact> held) {
        public Plan {
            operations = List.copyOf(operations);
        }
    }

    private TakeOver() {}

    /** Compares the UID of {@code kube-system} with the recorded one. */
    public static Identity identify(Recorded recorded, String clusterUid) {
        return recorded.clusterUid()
                .map(uid -> uid.equals(clusterUid) ? Identity.RECORDED : Identity.OTHER)
                .orElse(Identity.FIRST_SEEN);
    }

    /**
     * Why {@code list} must not be believed, empty if it may.
     *
     * @param newest the newest resource version that this family is known to have had
     */
    public static Optional<Trouble> doubt(Recorded recorded, Optional<String> newest, FamilySnapshot list) {
        if (identify(recorded, list.clusterUid()) != Identity.RECORDED) {
            return Optional.of(Trouble.suspect("list of " + list.family().segment() + " is of cluster "
                    + list.clusterUid() + ", expected " + recorded.clusterUid().orElse("a recorded cluster")));
        }
        return newest.filter(known -> ResourceVersions.older(list.resourceVersion(), known))
                .map(known -> Trouble.suspect("list of " + list.family().segment() + " has resourceVersion "
                        + list.resourceVersion() + ", expected " + known + " or newer: an older list is not believed"));
    }

    /**
     * What to write after a list that is believed.
     *
     * @param released whether the operator allows a mass delete this time
     */
    public static Plan plan(
            Recorded recorded, FamilySnapshot list, Holds holds, MassDeleteRule rule, boolean released) {
        Family family = list.family();
        FactDiff diff = FactDiff.between(list, holds);
        List<Operation> operations = new ArrayList<>();
        diff.puts().forEach(fact -> operations.add(new Operation.Put(fact)));

        // Without a marker the log is of unknown origin: a key that the list lacks may be anything.
        Optional<CompletenessFact> before =
                Optional.ofNullable(recorded.complete().get(family));
        List<String> deletes = before.isPresent() ? diff.missing() : List.of();
        Optional<MassDeleteHeldFact> held = !released && rule.holds(deletes.size(), diff.known())
                ? Optional.of(new MassDeleteHeldFact(family, deletes.size(), diff.known()))
                : Optional.empty();
        if (held.isEmpty()) {
            deletes.forEach(key -> operations.add(new Operation.Remove(key)));
        }
        addHold(operations, recorded, family, held);

        CompletenessFact marker = marker(list, before);
        operations.add(new Operation.Put(marker));
        return new Plan(operations, marker, held);
    }

    /** That a kind is still not served is no new generation. */
    private static CompletenessFact marker(FamilySnapshot list, Optional<CompletenessFact> before) {
        if (!list.served() && before.filter(CompletenessFact::notServed).isPresent()) {
            return before.get();
        }
        long generation = before.map(CompletenessFact::generation).orElse(0L) + 1;
        if (list.served()) {
            return new CompletenessFact(list.family(), generation, list.resourceVersion());
        }
        // The last version that the kind had: should it come back older, that is a doubt.
        String last = before.map(CompletenessFact::resourceVersion).orElse("");
        return new CompletenessFact(list.family(), generation, last, Optional.of(true));
    }

    /** What to write when a family is ruled out: no marker vouches for facts that are going. */
    public static List<Operation> ruleOut(Recorded recorded, Family family, Holds holds) {
        List<Operation> operations = new ArrayList<>();
        if (recorded.complete().containsKey(family)) {
            operations.add(new Operation.Remove("complete/" + family.segment()));
        }
        holds.keys(family).stream().sorted().forEach(key -> operations.add(new Operation.Remove(key)));
        addHold(operations, recorded, family, Optional.empty());
        return operations;
    }

    private static void addHold(
            List<Operation> operations, Recorded recorded, Family family, Optional<MassDeleteHeldFact> held) {
        if (held.isPresent()) {
            operations.add(new Operation.Put(held.get()));
        } else if (recorded.held().contains(family)) {
            operations.add(new Operation.Remove("held/" + family.segment()));
        }
    }
}
