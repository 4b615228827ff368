package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.controller.domain.IntentHistory.Change;
import java.util.Optional;
import java.util.function.Predicate;

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

    /** What {@code change} is to who watches the objects of {@code kind} that {@code selector} selects, and may see all. */
    public static Optional<WatchEvent> of(Change change, Kind kind, LabelSelector selector) {
        return of(change, kind, selector, _ -> true);
    }

    /** The same to who may see only what {@code seen} says: what went out of sight is shown as it was there last. */
    public static Optional<WatchEvent> of(Change change, Kind kind, LabelSelector selector, Predicate<Intent> seen) {
        Optional<Intent> before =
                change.before().filter(intent -> isWatched(intent, kind, selector) && seen.test(intent));
        Optional<Intent> visible = change.after().filter(seen);
        Optional<Intent> after = visible.filter(intent -> isWatched(intent, kind, selector));
        if (after.isPresent()) {
            return Optional.of(new WatchEvent(before.isPresent() ? Type.MODIFIED : Type.ADDED, after.get()));
        }
        return before.map(gone -> new WatchEvent(Type.DELETED, visible.orElseGet(() -> at(gone, change.version()))));
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
