package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.controller.domain.IntentHistory.Change;
import java.util.Optional;

/**
 * What somebody learns who watches some of the objects.
 *
 * @param object as it is now; of one that went, as it was last, at the version at which it went
 */
public record WatchEvent(Type type, Intent object) {

    /** What happened, seen by one who looks at the selected objects only. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** What {@code change} is to who watches the objects of {@code kind} that {@code selector} selects. */
    public static Optional<WatchEvent> of(Change change, Kind kind, LabelSelector selector) {
        Optional<Intent> before = change.before().filter(intent -> isWatched(intent, kind, selector));
        Optional<Intent> after = change.after().filter(intent -> isWatched(intent, kind, selector));
        if (after.isPresent()) {
            return Optional.of(new WatchEvent(before.isPresent() ? Type.MODIFIED : Type.ADDED, after.get()));
        }
        return before.map(gone ->
                new WatchEvent(Type.DELETED, change.after().orElseGet(() -> at(gone, change.version()))));
    }

    /** Whether {@code intent} is one of those. */
    public static boolean isWatched(Intent intent, Kind kind, LabelSelector selector) {
        return intent.kind() == kind
                && Selection.matches(selector, intent.metadata().labels());
    }

    private static Intent at(Intent gone, long version) {
        return Intent.of(
                gone.metadata()
                        .at(Long.toString(version), gone.metadata().generation().orElse(1L)),
                gone.spec());
    }
}
