package io.fleetmesh.authority.ca;

import java.time.Duration;

/**
 * How a new authority is made; one that is on disk already stays as it is.
 *
 * @param commonName for people to read, 1 to 64 characters
 * @param validity how long it lasts; nothing it issues lasts longer
 */
public record AuthoritySettings(String commonName, Duration validity) {
    private static final int COMMON_NAME_LENGTH = 64;

    public AuthoritySettings {
        if (commonName.isBlank() || commonName.length() > COMMON_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "commonName: expected 1 to " + COMMON_NAME_LENGTH + " characters, found '" + commonName + "'");
        }
        if (validity.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("validity: expected at least PT1H, found " + validity);
        }
    }
}
