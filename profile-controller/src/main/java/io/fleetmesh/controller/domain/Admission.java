package io.fleetmesh.controller.domain;

import io.fleetmesh.contract.Member;

/** What became of one member. */
public sealed interface Admission {

    /** Its member ID. */
    String id();

    /** Declared, and part of the profile. */
    record Admitted(Member member) implements Admission {
        @Override
        public String id() {
            return member.id();
        }
    }

    /**
     * A declaration that was not followed. If a member of this ID is admitted already, it stays as it is.
     *
     * @param reason names the field, what stands there, what was expected and, in a collision, both parties
     */
    record Refused(String id, String reason) implements Admission {}

    /** Admitted earlier and removed by an operator: it is no member any more. */
    record Removed(Member member) implements Admission {
        @Override
        public String id() {
            return member.id();
        }
    }

    /** Admitted earlier and not declared any more: it stays, for removal is an operator's explicit word. */
    record Undeclared(Member member) implements Admission {
        @Override
        public String id() {
            return member.id();
        }
    }
}
