package io.fleetmesh.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What services measure and log is what {@code docs/operations.md} says that they do, no more and no less. */
class OperationsDocumentTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern METER =
            Pattern.compile("(?:counter|gauge|timer|summary|builder)\\(\\s*\"(fleetmesh_[a-z_]+)\"");
    private static final Pattern LOG_KEY = Pattern.compile("\\b([a-zA-Z]+)=\\{\\d");
    private static final Pattern DOCUMENTED_METER = Pattern.compile("`(fleetmesh_[a-z_]+?)(?:_total)?`");
    private static final Pattern DOCUMENTED_KEY = Pattern.compile("(?m)^\\| `([a-zA-Z]+)`");

    @Test
    void everyMeterIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        assertThat(found(METER, sources())).isEqualTo(found(DOCUMENTED_METER, section("## Metrics")));
    }

    @Test
    void everyLogKeyIsDocumentedAndEveryDocumentedOneIsThere() throws IOException {
        assertThat(found(LOG_KEY, sources())).isEqualTo(found(DOCUMENTED_KEY, section("## Log keys")));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String section(String heading) throws IOException {
        String text = Files.readString(ROOT.resolve("docs/operations.md"));
        int from = text.indexOf(heading);
        assertThat(from).as(heading).isNotNegative();
        int to = text.indexOf("\n## ", from + 1);
        return to < 0 ? text.substring(from) : text.substring(from, to);
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.toList()) {
                Path sources = module.resolve("src/main/java");
                if (Files.isDirectory(sources)) {
                    append(sources, all);
                }
            }
        }
        return all.toString();
    }

    private static void append(Path sources, StringBuilder all) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(Files.readString(file));
            }
        }
    }
}
