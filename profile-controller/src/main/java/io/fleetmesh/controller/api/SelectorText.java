package io.fleetmesh.controller.api;

import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.LabelSelector.Operator;
import io.fleetmesh.contract.resource.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Label selectors as one writes them in a line, in Kubernetes' syntax: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k}. */
final class SelectorText {
    private static final Pattern BETWEEN = Pattern.compile(",(?![^(]*\\))");
    private static final Pattern COMPARED = Pattern.compile("(?<key>[^\\s=!]+)\\s*(?<how>==?|!=)\\s*(?<value>\\S*)");
    private static final Pattern LISTED =
            Pattern.compile("(?<key>\\S+)\\s+(?<how>in|notin)\\s*\\((?<values>[^()]*)\\)");
    private static final Pattern PRESENT = Pattern.compile("(?<not>!?)\\s*(?<key>\\S+)");

    private SelectorText() {}

    /** The selector that {@code text} is; an empty one selects everything. */
    static Optional<LabelSelector> read(String text) {
        List<Requirement> all = new ArrayList<>();
        if (!text.isBlank()) {
            for (String part : BETWEEN.split(text, -1)) {
                Optional<Requirement> requirement = requirement(part.strip());
                if (requirement.isEmpty()) {
                    return Optional.empty();
                }
                all.add(requirement.get());
            }
        }
        return Optional.of(new LabelSelector(Map.of(), all));
    }

    private static Optional<Requirement> requirement(String text) {
        Matcher compared = COMPARED.matcher(text);
        if (compared.matches()) {
            Operator operator = compared.group("how").equals("!=") ? Operator.NOT_IN : Operator.IN;
            return valid(compared.group("key"), operator, List.of(compared.group("value")));
        }
        Matcher listed = LISTED.matcher(text);
        if (listed.matches()) {
            Operator operator = listed.group("how").equals("in") ? Operator.IN : Operator.NOT_IN;
            return valid(
                    listed.group("key"),
                    operator,
                    Stream.of(listed.group("values").split(",", -1))
                            .map(String::strip)
                            .toList());
        }
        Matcher present = PRESENT.matcher(text);
        return present.matches()
                ? valid(
                        present.group("key"),
                        present.group("not").isEmpty() ? Operator.EXISTS : Operator.DOES_NOT_EXIST,
                        List.of())
                : Optional.empty();
    }

    private static Optional<Requirement> valid(String key, Operator operator, List<String> values) {
        return Format.LABEL_KEY.fits(key) && values.stream().allMatch(Format.LABEL_VALUE::fits)
                ? Optional.of(new Requirement(key, operator, values))
                : Optional.empty();
    }
}
