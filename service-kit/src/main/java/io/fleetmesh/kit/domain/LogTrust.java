package io.fleetmesh.kit.domain;

import io.fleetmesh.contract.Incarnation;
import java.util.Optional;

/** Whether a log is the one that a service has read before. */
public sealed interface LogTrust {

    /** It is, or an operator has accepted it in its place, or nothing was read before. */
    record Trusted(Incarnation incarnation) implements LogTrust {}

    /** Nobody has written yet which log it is. */
    record Unnamed() implements LogTrust {}

    /**
     * It is not.
     *
     * @param reason what was remembered, what was found, and what to do
     */
    record Doubted(String reason) implements LogTrust {}

    /** Compares what the log says with what was remembered of it. */
    static LogTrust judge(Optional<Incarnation> remembered, Optional<Incarnation> found) {
        if (found.isEmpty()) {
            return new Unnamed();
        }
        Incarnation log = found.get();
        if (remembered.isEmpty() || log.replaces().contains(remembered.get().id())) {
            return new Trusted(log);
        }
        Incarnation known = remembered.get();
        if (!log.id().equals(known.id())) {
            return new Doubted(
                    "another log: remembered " + text(known) + ", found " + text(log) + "; " + remedy(known));
        }
        return log.epoch() < known.epoch()
                ? new Doubted("an older state of the log: remembered " + text(known) + ", found " + text(log) + "; "
                        + remedy(known))
                : new Trusted(log);
    }

    /** What an operator can do about a log that is not the one remembered. */
    static String remedy(Incarnation known) {
        return "bring that log back, or accept this one at the profile controller with fleetmesh.log.accept="
                + known.id();
    }

    /** For people. */
    static String text(Incarnation incarnation) {
        return "incarnation " + incarnation.id() + " at epoch " + incarnation.epoch();
    }
}
