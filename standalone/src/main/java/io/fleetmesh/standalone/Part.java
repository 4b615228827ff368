package io.fleetmesh.standalone;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One process of a run: which program, and which of those that run it. Of a program that runs once, the first.
 *
 * @param number from 1
 */
record Part(FleetProcess program, int number) {

    /** All that {@code run} has, in the order of starting. */
    static List<Part> of(Run run) {
        return of(run.brokers().count())
                .filter(part -> part.program() != FleetProcess.MEMBER_SIMULATOR || run.simulated())
                .toList();
    }

    /** All that any run can have. */
    static List<Part> any() {
        return of(Brokers.MOST).toList();
    }

    static Part first(FleetProcess program) {
        return new Part(program, 1);
    }

    static List<Part> brokers(Run run) {
        return of(run).stream()
                .filter(part -> part.program() == FleetProcess.KAFKA)
                .toList();
    }

    private static Stream<Part> of(int brokers) {
        return Stream.of(FleetProcess.values())
                .flatMap(program -> IntStream.rangeClosed(1, program == FleetProcess.KAFKA ? brokers : 1)
                        .mapToObj(number -> new Part(program, number)));
    }

    /** As in {@code ./fleetmesh service}: {@code kafka}, {@code kafka-2}. */
    String processName() {
        return program.processName() + (number == 1 ? "" : "-" + number);
    }
}
