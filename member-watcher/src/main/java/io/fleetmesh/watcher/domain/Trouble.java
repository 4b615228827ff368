package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.MemberFact.Reachability;

/** Why what a member's API says, or does not say, cannot be taken. */
public record Trouble(Reachability kind, String reason) {
    public Trouble {
        if (kind != Reachability.UNREACHABLE && kind != Reachability.SUSPECT) {
            throw new IllegalArgumentException("a trouble is UNREACHABLE or SUSPECT, found " + kind);
        }
    }

    /** No answer, or one that says nothing about the objects. */
    public static Trouble unreachable(String reason) {
        return new Trouble(Reachability.UNREACHABLE, reason);
    }

    /** It answers, and the answer is not the truth about the objects. */
    public static Trouble suspect(String reason) {
        return new Trouble(Reachability.SUSPECT, reason);
    }
}
