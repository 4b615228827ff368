package io.fleetmesh.controller.domain.plan;

/**
 * Something that is looked at before anything is done.
 *
 * @param name what overrides name; it never changes
 * @param category what it is shown with
 * @param title what holds if it passes
 * @param hashed what of it a plan's hash rests on
 * @param rule looks
 */
public record Precheck(String name, String category, String title, Hashed hashed, Rule rule) {

    /** Looks at members; pure, and the same for the same input. */
    public interface Rule {
        /**
         * Tells {@code out} what there is to find.
         *
         * @return the fact that it rests on, also if there is nothing to find: what is, of whom, how many
         */
        String judge(CheckInput in, Judgement out);
    }

    /** How findings enter the hash of what a plan rests on. */
    public enum Hashed {
        /** Each finding with its text: it says what is set, and that does not change by itself. */
        FACTS,
        /** Which members have a finding of which level: the text has numbers that change all the time. */
        LEVELS,
        /** Each failure with its text: what is only warned of comes and goes with pods. */
        FAILURES,
        /** Nothing: what it finds changes with time alone. It is decided anew when the plan is applied. */
        NOTHING
    }
}
