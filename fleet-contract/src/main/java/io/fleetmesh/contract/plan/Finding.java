package io.fleetmesh.contract.plan;

import java.util.List;

/**
 * What a check found.
 *
 * @param level warn or fail
 * @param members whom it concerns, ascending; empty if all
 * @param fact what it rests on
 * @param remedy what to do
 * @param steps how, one after the other, where that takes more than a sentence
 */
public record Finding(Level level, List<String> members, String fact, String remedy, List<String> steps) {
    public Finding {
        members = List.copyOf(members);
        steps = List.copyOf(steps);
    }

    public Finding(Level level, List<String> members, String fact, String remedy) {
        this(level, members, fact, remedy, List.of());
    }
}
