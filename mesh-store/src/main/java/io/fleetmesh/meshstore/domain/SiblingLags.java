package io.fleetmesh.meshstore.domain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the replicas behind the same address have said of how far they are. What one had applied some looks ago, this one should have
 * applied by now; what one said last counts until it is reached, even if that one answers no more: agents that it served come here.
 * One that has never answered says nothing. Not thread-safe.
 */
public final class SiblingLags {
    /** How many looks later. */
    private static final int GRACE = 3;

    /** By sibling, at each look what it had said last; the oldest first. */
    private final Map<String, Deque<ReplicaLag>> said = new TreeMap<>();

    /** Notes a look at a sibling; empty if it did not answer. */
    public void looked(String sibling, Optional<ReplicaLag> answer) {
        Deque<ReplicaLag> earlier = said.computeIfAbsent(sibling, _ -> new ArrayDeque<>());
        answer.or(() -> Optional.ofNullable(earlier.peekLast())).ifPresent(earlier::addLast);
        if (earlier.size() > GRACE + 1) {
            earlier.removeFirst();
        }
    }

    /** In what this replica, which has come so far, is behind; empty if it is not. */
    public Optional<String> behind(ReplicaLag own) {
        return said.entrySet().stream()
                .filter(sibling -> sibling.getValue().size() > GRACE)
                .flatMap(sibling -> own.behind(sibling.getValue().getFirst()).stream()
                        .map(topic -> "behind the replica at " + sibling.getKey() + " in " + topic))
                .findFirst();
    }
}
