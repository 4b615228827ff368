package io.fleetmesh.ctl;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** How long ago something was, as people say it: its two largest units. */
final class Age {
    private Age() {}

    /** Such as {@code 3m} or {@code 2d4h}; {@code -} of what is no time. */
    static String of(String time, Instant now) {
        Instant then;
        try {
            then = Instant.parse(time);
        } catch (DateTimeException e) {
            return "-";
        }
        // Clocks of two machines differ.
        Duration age = then.isAfter(now) ? Duration.ZERO : Duration.between(then, now);
        if (age.toDays() > 0) {
            return two(age.toDays(), "d", age.toHoursPart(), "h");
        }
        if (age.toHours() > 0) {
            return two(age.toHours(), "h", age.toMinutesPart(), "m");
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
    }

    private static String two(long large, String unit, long small, String part) {
        return large + unit + (small == 0 ? "" : small + part);
    }
}
