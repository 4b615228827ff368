package io.fleetmesh.watcher.domain;

import java.util.Optional;

/** What came of asking a member for one thing. */
public sealed interface Seen<T> {
    record Is<T>(T value) implements Seen<T> {}

    /** The member answers, and has none. */
    record None<T>() implements Seen<T> {}

    /** It may not be seen, or cannot be read. */
    record Unknown<T>() implements Seen<T> {}

    /** No answer, or one that says nothing about it: what was known of it counts. */
    record Silent<T>() implements Seen<T> {}

    /** What is known now, after {@code known} was. */
    default Optional<T> or(Optional<T> known) {
        return switch (this) {
            case Is<T>(T value) -> Optional.of(value);
            case None<T> _, Unknown<T> _ -> Optional.empty();
            case Silent<T> _ -> known;
        };
    }
}
