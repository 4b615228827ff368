package io.fleetmesh.simulator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors of a request. */
public final class Selector {
    private static final Pattern SET = Pattern.compile("([^\\s!=,()]+)\\s+(in|notin)\\s+\\(([^()]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^\\s!=,()]+)\\s*(==|=|!=)\\s*([^\\s!=,()]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s!=,()]+)");

    private Selector() {}

    /** An empty selector takes all; a text that is none is refused with 400. */
    public static Predicate<StoredObject> of(String labels, String fields) {
        List<Predicate<Map<String, String>>> onLabels = new ArrayList<>();
        for (String requirement : requirements(labels)) {
            onLabels.add(label(requirement));
        }
        Predicate<StoredObject> selector = fields(fields);
        if (onLabels.isEmpty()) {
            return selector;
        }
        return selector.and(object -> {
            Map<String, String> found = Meta.labels(object.node());
            return onLabels.stream().allMatch(requirement -> requirement.test(found));
        });
    }

    /** Splits at the commas that do not stand in parentheses. */
    private static List<String> requirements(String selector) {
        return selector.isBlank()
                ? List.of()
                : List.of(selector.split(",(?![^(]*\\))", -1)).stream()
                        .map(String::strip)
                        .toList();
    }

    private static Predicate<Map<String, String>> label(String requirement) {
        Matcher set = SET.matcher(requirement);
        if (set.matches()) {
            String key = set.group(1);
            Set<String> values = Set.copyOf(List.of(set.group(3).strip().split("\\s*,\\s*", -1)));
            return set.group(2).equals("in")
                    ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
                    : labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
        }
        Matcher equality = EQUALITY.matcher(requirement);
        if (equality.matches()) {
            String key = equality.group(1);
            String value = equality.group(3);
            return equality.group(2).equals("!=")
                    ? labels -> !value.equals(labels.get(key))
                    : labels -> value.equals(labels.get(key));
        }
        Matcher exists = EXISTS.matcher(requirement);
        if (exists.matches()) {
            boolean wanted = exists.group(1).isEmpty();
            String key = exists.group(2);
            return labels -> labels.containsKey(key) == wanted;
        }
        throw Refusal.badRequest("unable to parse requirement of labelSelector: \"" + requirement + "\"");
    }

    private static Predicate<StoredObject> fields(String selector) {
        Predicate<StoredObject> all = object -> true;
        for (String requirement : requirements(selector)) {
            Matcher equality = EQUALITY.matcher(requirement);
            if (!equality.matches()) {
                throw Refusal.badRequest("invalid field selector: \"" + requirement + "\"");
            }
            boolean wanted = !equality.group(2).equals("!=");
            String value = equality.group(3);
            all = all.and(
                    switch (equality.group(1)) {
                        case "metadata.name" -> object -> object.key().name().equals(value) == wanted;
                        case "metadata.namespace" ->
                            object -> object.key().namespace().equals(value) == wanted;
                        default ->
                            throw Refusal.badRequest("field label not supported: " + equality.group(1)
                                    + ", expected metadata.name or metadata.namespace");
                    });
        }
        return all;
    }
}
