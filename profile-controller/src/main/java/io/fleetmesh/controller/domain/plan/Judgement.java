package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers what one check finds. */
public final class Judgement {
    /** What stands between what is not known and of whom. */
    public static final String NOT_KNOWN = " is not known of ";

    private static final int NAMED = 8;

    private record Unknown(String what, String remedy) {}

    private final CheckInput in;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Unknown, TreeSet<String>> unknown =
            new TreeMap<>(Comparator.comparing(Unknown::what).thenComparing(Unknown::remedy));

    Judgement(CheckInput in) {
        this.in = in;
    }

    /**
     * What forbids the plan; only a warning where it takes one of {@code members} that only looks on: nothing is joined with it. What
     * two of them have in common who take part is no matter of an observer.
     */
    public void fail(List<String> members, String fact, String remedy, List<String> steps) {
        long observers = members.stream().filter(in::isObserved).count();
        boolean harmless = observers > 0 && members.size() - observers < 2;
        String text = harmless ? fact + "; nothing is joined with who only observes" : fact;
        findings.add(new Finding(harmless ? Level.WARN : Level.FAIL, sorted(members), text, remedy, steps));
    }

    public void fail(List<String> members, String fact, String remedy) {
        fail(members, fact, remedy, List.of());
    }

    public void warn(List<String> members, String fact, String remedy) {
        findings.add(new Finding(Level.WARN, sorted(members), fact, remedy));
    }

    /**
     * That something is not known of a member, which is a warning and never a pass.
     *
     * @param what it is, to stand before {@link #NOT_KNOWN}
     */
    public void unknown(String member, String what, String remedy) {
        unknown.computeIfAbsent(new Unknown(what, remedy), _ -> new TreeSet<>()).add(member);
    }

    /** All that was found, gravest first; what is not known is one finding for all of whom it is not. */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>(findings);
        unknown.forEach((what, members) -> all.add(new Finding(
                Level.WARN,
                List.copyOf(members),
                what.what() + NOT_KNOWN + names(in.askedFirst(members)),
                what.remedy())));
        all.sort(Comparator.comparing(Finding::level)
                .reversed()
                .thenComparing(finding -> finding.members().stream().noneMatch(in::isAsked))
                .thenComparing(finding -> String.join(",", finding.members()))
                .thenComparing(Finding::fact));
        return all;
    }

    /** Some of {@code names}, and how many more. */
    public static String names(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }

    private static List<String> sorted(List<String> members) {
        return members.stream().distinct().sorted().toList();
    }
}
