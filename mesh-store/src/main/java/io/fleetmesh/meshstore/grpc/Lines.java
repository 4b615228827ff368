package io.fleetmesh.meshstore.grpc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Those who wait, each in the line of its owner. Owners take turns, so one with many in its line delays each other one by
 * one turn at a time. In a line those who go on with what they have begun are before those who begin, or all would begin and
 * none would end; only every so many turns one that begins is let before them. Not thread-safe.
 *
 * @param <V> equal only to itself
 */
final class Lines<K, V> {
    /** So many go on before one that begins has its turn. */
    static final int PASSED = 32;

    private static final class Line<V> {
        private final Set<V> goingOn = new LinkedHashSet<>();
        private final Set<V> beginning = new LinkedHashSet<>();
        private int passed;

        private boolean begins() {
            return goingOn.isEmpty() || (passed >= PASSED && !beginning.isEmpty());
        }

        private V head() {
            return (begins() ? beginning : goingOn).iterator().next();
        }

        private void takeHead() {
            boolean begins = begins();
            Iterator<V> first = (begins ? beginning : goingOn).iterator();
            var _ = first.next();
            first.remove();
            passed = begins || beginning.isEmpty() ? 0 : passed + 1;
        }

        private boolean isEmpty() {
            return goingOn.isEmpty() && beginning.isEmpty();
        }
    }

    /** By the order of their next turns; none is empty. */
    private final Map<K, Line<V>> lines = new LinkedHashMap<>();

    private int size;

    /** @param goesOn with what it has begun */
    void add(K owner, V waiting, boolean goesOn) {
        Line<V> line = lines.computeIfAbsent(owner, _ -> new Line<>());
        (goesOn ? line.goingOn : line.beginning).add(waiting);
        size++;
    }

    /** Leaves the line; false if it is not in it any more. */
    boolean remove(K owner, V waiting) {
        Line<V> line = lines.get(owner);
        if (line == null || !(line.goingOn.remove(waiting) || line.beginning.remove(waiting))) {
            return false;
        }
        if (line.isEmpty()) {
            lines.remove(owner);
        }
        size--;
        return true;
    }

    /** Takes the first whose turn it is and who {@code may}: of each owner its first is asked. */
    Optional<V> next(Predicate<? super V> may) {
        for (Map.Entry<K, Line<V>> entry : lines.entrySet()) {
            V head = entry.getValue().head();
            if (may.test(head)) {
                take(entry.getKey(), entry.getValue());
                return Optional.of(head);
            }
        }
        return Optional.empty();
    }

    private void take(K owner, Line<V> line) {
        line.takeHead();
        lines.remove(owner);
        if (!line.isEmpty()) {
            lines.put(owner, line);
        }
        size--;
    }

    boolean isWaiting(K owner) {
        return lines.containsKey(owner);
    }

    int size() {
        return size;
    }
}
