package io.fleetmesh.watcher.kube;

import java.time.Duration;

/**
 * How patient the watch of a member is.
 *
 * @param request how long an answer may take
 * @param watch how long the API server is asked to keep a watch open
 * @param silence a watch without event and bookmark for so long is taken for hung; API servers send a bookmark about once
 *     a minute
 * @param firstPause before the first repetition of what failed; doubles up to {@code longestPause}
 */
public record WatchTimings(
        Duration request, Duration watch, Duration silence, Duration firstPause, Duration longestPause) {
    /** For clusters near and far. */
    public static final WatchTimings STANDARD = new WatchTimings(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(150),
            Duration.ofMillis(200),
            Duration.ofSeconds(30));
}
