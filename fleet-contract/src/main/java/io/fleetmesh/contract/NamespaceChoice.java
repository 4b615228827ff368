package io.fleetmesh.contract;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Some of the namespaces that a source may have, known or not.
 *
 * @param all whether it is all but {@code names}; otherwise just them
 * @param names ascending
 */
public record NamespaceChoice(boolean all, List<String> names) {
    public static final NamespaceChoice ALL = new NamespaceChoice(true, List.of());
    public static final NamespaceChoice NONE = new NamespaceChoice(false, List.of());

    public NamespaceChoice {
        names = List.copyOf(new TreeSet<>(names));
    }

    public static NamespaceChoice only(Collection<String> names) {
        return new NamespaceChoice(false, List.copyOf(names));
    }

    public static NamespaceChoice allBut(Collection<String> names) {
        return new NamespaceChoice(true, List.copyOf(names));
    }

    /** Whether {@code namespace} is among them. */
    public boolean has(String namespace) {
        return all == Collections.binarySearch(names, namespace) < 0;
    }

    /** What is in this or in {@code other}. */
    public NamespaceChoice or(NamespaceChoice other) {
        TreeSet<String> result = new TreeSet<>(names);
        if (all && other.all) {
            result.retainAll(other.names);
            return allBut(result);
        }
        if (!all && !other.all) {
            result.addAll(other.names);
            return only(result);
        }
        TreeSet<String> without = new TreeSet<>(all ? names : other.names);
        (all ? other.names : names).forEach(without::remove);
        return allBut(without);
    }

    /** What is both in this and in {@code other}. */
    public NamespaceChoice and(NamespaceChoice other) {
        return not().or(other.not()).not();
    }

    private NamespaceChoice not() {
        return new NamespaceChoice(!all, names);
    }
}
