package io.fleetmesh.controller.domain.plan.check;

/** Numbers of things, as people say them. */
final class Count {
    private Count() {}

    /** Such as {@code 1 member}, {@code 3 members}. */
    static String of(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    /** Such as {@code 2 of 3 members}. */
    static String part(long some, long all, String one) {
        return some + " of " + of(all, one);
    }
}
