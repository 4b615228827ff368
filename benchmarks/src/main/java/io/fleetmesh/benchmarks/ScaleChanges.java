package io.fleetmesh.benchmarks;

/**
 * Which endpoint a change of a large fleet is of, by the change's number: pods far apart follow each other. The first
 * member's own are not changed, because its consumer does not see them.
 *
 * @param members how many there are
 * @param pods in each
 */
record ScaleChanges(int members, int pods) {
    /** One change in so many replaces a pod, the others change what is said of one. */
    private static final int REPLACED = 10;
    /** Pods of a member that follow each other are so far apart. */
    private static final int STRIDE = 7;

    /** Index of the member, from 1. */
    int member(long number) {
        return 1 + (int) (number % (members - 1));
    }

    int pod(long number) {
        return (int) (number / (members - 1) * STRIDE % pods);
    }

    static boolean replaces(long number) {
        return number % REPLACED == 0;
    }
}
