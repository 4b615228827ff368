package io.fleetmesh.ctl.compare;

import java.util.List;
import java.util.Optional;

/** What the two stores do not agree on, at one key; {@code purpose} says why that is meant to be, if it is. */
public sealed interface Difference {
    String key();

    /** Why it is no mistake; empty if nobody knows. */
    Optional<String> purpose();

    /** The native mesh has it and we would not serve it. */
    record MissingHere(String key, Optional<String> purpose) implements Difference {}

    /** We would serve it and the native mesh does not have it. */
    record MissingThere(String key, Optional<String> purpose) implements Difference {}

    /** Both have it, and not the same. */
    record Differs(String key, List<Field> fields) implements Difference {
        public Differs {
            fields = List.copyOf(fields);
        }

        /** That of all of its fields. */
        @Override
        public Optional<String> purpose() {
            return fields.stream().allMatch(field -> field.purpose().isPresent())
                    ? fields.getFirst().purpose()
                    : Optional.empty();
        }
    }

    /**
     * A field of a value.
     *
     * @param there what the native mesh says, empty for nothing
     * @param here what we would
     */
    record Field(String path, Optional<String> there, Optional<String> here, Optional<String> purpose) {}
}
