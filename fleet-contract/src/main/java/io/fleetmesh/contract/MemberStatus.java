package io.fleetmesh.contract;

import java.time.Instant;
import java.util.Locale;

/**
 * Where a member stands on its way into a mesh and out of it.
 *
 * @param since when it came to this state; the reason may have changed since
 * @param reason what the state rests on
 * @param next what is to be done, by whom; what will happen, if nobody has to do anything
 */
public record MemberStatus(String member, State state, Instant since, String reason, String next)
        implements FleetRecord {

    /** In the order of a member's life. */
    public enum State {
        DISCOVERED,
        CHECKED,
        JOINING,
        CONNECTED,
        DEGRADED,
        UNREACHABLE,
        DRAINING,
        LEFT;

        /** For people. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String key() {
        return member;
    }
}
