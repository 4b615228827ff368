package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A good answer of an API.
 *
 * @param date the header {@code Date}, as it is
 */
record Answer(JsonNode body, Optional<String> date) {

    /** When it was made, by the clock of whoever made it; empty if the header is not there or is none. */
    Optional<Instant> made() {
        try {
            return date.map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
