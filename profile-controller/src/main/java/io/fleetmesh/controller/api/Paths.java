package io.fleetmesh.controller.api;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which paths the API has, and what can be done there. */
final class Paths {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\w+}");

    private Paths() {}

    /** @param path below the API's root; empty if there is nothing */
    static SortedSet<String> methods(String path) {
        return Operation.all().stream()
                .filter(operation -> pattern(operation.path()).matcher(path).matches())
                .map(operation -> operation.method().toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(VARIABLE.matcher(template.replace(".", "\\.")).replaceAll("[^/]+") + "/?");
    }
}
