package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Some of the objects of a kind, by name. What is written between two pages may be in none of them or in the second; what
 * stays as it is, is in just one.
 *
 * @param next the name after which the next page begins; empty on the last
 */
public record IntentPage(List<Intent> intents, Optional<String> next) {
    public IntentPage {
        intents = List.copyOf(intents);
    }

    /** The first {@code limit} objects of {@code kind} that are selected and whose names come after {@code after}. */
    public static IntentPage of(
            NavigableMap<String, Intent> all, Kind kind, LabelSelector selector, String after, int limit) {
        List<Intent> found = all.tailMap(kind.object(after), false).values().stream()
                .takeWhile(intent -> intent.kind() == kind)
                .filter(intent -> Selection.matches(selector, intent.metadata().labels()))
                .limit(limit + 1L)
                .toList();
        return found.size() <= limit
                ? new IntentPage(found, Optional.empty())
                : new IntentPage(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).metadata().name()));
    }
}
