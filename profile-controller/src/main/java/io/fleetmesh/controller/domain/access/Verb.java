package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.resource.RoleBindingSpec.Role;

/** What can be done. */
public enum Verb {
    READ("read", Role.VIEWER),
    PLAN("make plans", Role.PLANNER),
    /** Create, change, delete. */
    DECLARE("declare", Role.OPERATOR),
    APPROVE("approve plans", Role.OPERATOR),
    /** Say which member may export a service, where exports are held. */
    EXPORT("say who exports services", Role.OPERATOR),
    /** Let go of plans that were not applied; of one's own, whoever makes plans may. */
    DISCARD("discard plans of others", Role.OPERATOR),
    /** Apply plans, and answer for checks that fail. */
    APPLY("apply plans", Role.OPERATOR),
    /** Give roles, and say whether a profile's plans need a second person. */
    ADMINISTER("administer", Role.ADMIN);

    private final String text;
    private final Role role;

    Verb(String text, Role role) {
        this.text = text;
        this.role = role;
    }

    /** For people. */
    String text() {
        return text;
    }

    /** The least role that may. */
    public Role role() {
        return role;
    }
}
