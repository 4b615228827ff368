package io.fleetmesh.aggregator.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What exports have of one property, in words: which value counts and why, and who has which other one. */
final class Dispute {
    /** What an export has that lacks the property; it has no say in it. */
    static final String ABSENT = "absent";

    private static final int LONGEST = 256;

    private Dispute() {}

    /**
     * Empty if all have the same.
     *
     * @param exports in the order in which they count
     */
    static Optional<String> among(List<MemberServiceExport> exports, Function<MemberServiceExport, String> value) {
        Map<String, List<MemberServiceExport>> byValue =
                exports.stream().collect(Collectors.groupingBy(value, LinkedHashMap::new, Collectors.toList()));
        if (byValue.size() < 2) {
            return Optional.empty();
        }
        List<MemberServiceExport> having = exports.stream()
                .filter(export -> !value.apply(export).equals(ABSENT))
                .toList();
        MemberServiceExport first = having.getFirst();
        String counting = value.apply(first);
        byValue.remove(counting);
        String others = byValue.entrySet().stream()
                .map(other -> cut(other.getKey()) + " in "
                        + other.getValue().stream()
                                .map(MemberServiceExport::member)
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return Optional.of(cut(counting) + " of " + first.member() + " counts" + why(having) + "; " + others);
    }

    private static String why(List<MemberServiceExport> having) {
        if (having.size() < 2) {
            return "";
        }
        String rule = having.get(0).isAsOldAs(having.get(1))
                ? ": of equally old exports the first by cluster name, "
                : ": the oldest export, ";
        return rule + having.getFirst().record().created();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
