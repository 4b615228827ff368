package io.fleetmesh.standalone;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What {@code --members} asks for: members {@code m<cluster ID>}. */
final class GeneratedFleet {
    /** The largest mesh that Cilium knows. */
    private static final int MOST = 511;

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,3})(?:-([0-9]{1,3}))?");

    private GeneratedFleet() {}

    /**
     * The members, by cluster ID.
     *
     * @param asked a number, or cluster IDs: several numbers or ranges, such as {@code 1-4,256,511}
     * @throws Refusal naming the option and what was expected
     */
    static List<FleetMember> of(String asked) {
        NavigableSet<Integer> ids = new TreeSet<>();
        String ranges = asked.matches("[0-9]+") ? "1-" + asked : asked;
        for (String part : ranges.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw refused(asked);
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first < 1 || last < first || last > MOST) {
                throw refused(asked);
            }
            IntStream.rangeClosed(first, last).forEach(ids::add);
        }
        return ids.stream()
                .map(id -> new FleetMember("m%03d".formatted(id), id, Optional.empty()))
                .toList();
    }

    private static Refusal refused(String asked) {
        return new Refusal("--members " + asked + ": expected 1 to " + MOST + ", or cluster IDs from 1 to " + MOST
                + ", as in 1-4,256,511");
    }
}
