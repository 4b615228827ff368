package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which labels a metric has: by the table of {@code docs/operations.md}, and by what a process answers. */
final class MetricsTable {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`fleetmesh_.+?) \\| (.*?) ?\\| .*$");
    private static final Pattern NAME = Pattern.compile("`(fleetmesh_[a-z_]+)`");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(fleetmesh_[a-z_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"");

    private MetricsTable() {}

    /** The document's table. What stands between semicolons belongs to one name each, a dash is none. */
    static Map<String, Set<String>> read(Path document) throws IOException {
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(document));
        while (row.find()) {
            List<String> names = all(NAME, row.group(1));
            List<String> cells = List.of(row.group(2).split("; "));
            for (int i = 0; i < names.size(); i++) {
                labels.put(names.get(i), cell(cells.get(Math.min(i, cells.size() - 1))));
            }
        }
        return labels;
    }

    private static Set<String> cell(String text) {
        return text.isEmpty() || text.equals("–") ? Set.of() : Set.of(text.split(", "));
    }

    /** What is measured, in Prometheus' format. */
    static Map<String, Set<String>> labels(String metrics) {
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher sample = SAMPLE.matcher(metrics);
        while (sample.find()) {
            labels.computeIfAbsent(sample.group(1), _ -> new TreeSet<>())
                    .addAll(sample.group(2) == null ? List.of() : all(LABEL, sample.group(2)));
        }
        return labels;
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
