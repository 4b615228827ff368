package io.fleetmesh.controller.domain;

import io.fleetmesh.controller.domain.History.Change;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What somebody learns who watches some of the objects.
 *
 * @param object as it is now; of one that went, as it was last
 */
public record WatchEvent<T>(Type type, T object) {

    /** What happened, seen by one who looks at the selected objects only. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** What {@code change} is to who watches the {@code selected} objects, as far as they are {@code seen}. */
    public static <T> Optional<WatchEvent<T>> of(
            Change<T> change, Predicate<T> selected, Function<T, Optional<T>> seen) {
        Optional<T> before = change.before().flatMap(seen).filter(selected);
        Optional<T> visible = change.after().flatMap(seen);
        Optional<T> after = visible.filter(selected);
        if (before.equals(after) && !change.before().equals(change.after())) {
            // Nothing of what changed is seen.
            return Optional.empty();
        }
        if (after.isPresent()) {
            return Optional.of(new WatchEvent<>(before.isPresent() ? Type.MODIFIED : Type.ADDED, after.get()));
        }
        return before.map(gone -> new WatchEvent<>(Type.DELETED, visible.orElse(gone)));
    }
}
