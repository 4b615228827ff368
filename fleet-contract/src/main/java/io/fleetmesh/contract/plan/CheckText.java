package io.fleetmesh.contract.plan;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Checks as text, in the form that users of {@code linkerd check} know: by category, a mark and a sentence each, what is wrong below it. */
public final class CheckText {
    private final Glyphs glyphs;
    private final List<CheckOverride> overrides;
    private final StringBuilder out = new StringBuilder();

    private CheckText(Glyphs glyphs, List<CheckOverride> overrides) {
        this.glyphs = glyphs;
        this.overrides = overrides;
    }

    /** All of {@code checks} in their order, and what they come to. Ends with a line break. */
    public static String render(List<Check> checks, List<CheckOverride> overrides, Glyphs glyphs) {
        CheckText text = new CheckText(glyphs, overrides);
        String category = "";
        for (Check check : checks) {
            if (!check.category().equals(category)) {
                category = check.category();
                text.heading(category);
            }
            text.check(check);
        }
        text.result(checks);
        return text.out.toString();
    }

    private void heading(String category) {
        out.append(out.isEmpty() ? "" : "\n")
                .append(category)
                .append('\n')
                .append("-".repeat(category.length()))
                .append('\n');
    }

    private void check(Check check) {
        out.append(glyphs.of(check.level())).append(' ').append(check.title());
        if (check.level() != Level.PASS) {
            out.append(" [").append(check.name()).append(']');
        }
        out.append('\n');
        if (!check.fact().isEmpty()) {
            line(4, check.fact());
        }
        check.findings().forEach(this::finding);
        if (check.omitted() > 0) {
            line(4, "and " + check.omitted() + " more");
        }
        overrides.stream()
                .filter(override -> override.check().equals(check.name()))
                .forEach(o -> line(
                        4,
                        "overridden by " + o.actor() + " at " + time(o.at()) + whom(o.members()) + ": " + o.reason()));
    }

    private static String whom(List<String> members) {
        return members.isEmpty() ? "" : " for " + PlanText.names(members);
    }

    private void finding(Finding finding) {
        line(4, glyphs.of(finding.level()) + " " + finding.fact());
        line(6, glyphs.arrow() + " " + finding.remedy());
        for (int i = 0; i < finding.steps().size(); i++) {
            line(8, (i + 1) + ". " + finding.steps().get(i));
        }
    }

    private void result(List<Check> checks) {
        Level worst = checks.stream().map(Check::level).reduce(Level.PASS, Level::or);
        out.append("\nStatus check results are ").append(glyphs.of(worst)).append('\n');
    }

    /** As people read it: without fractions of a second. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(text).append('\n');
    }
}
