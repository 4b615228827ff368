package io.fleetmesh.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/events.md} has every topic, header, record and field, and no others. */
class EventsDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/events.md");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final String ANY = "<>";

    @Test
    void everyTopicIsThere() throws Exception {
        Map<String, List<String>> topics = new TreeMap<>();
        for (var method : Topic.class.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) && method.getReturnType() == Topic.class) {
                Object[] any = new Object[method.getParameterCount()];
                Arrays.fill(any, ANY);
                Topic topic = (Topic) method.invoke(null, any);
                topics.put(
                        topic.name().substring("fleetmesh.".length()),
                        List.of(
                                Integer.toString(topic.partitions()),
                                topic.key(),
                                topic.owner(),
                                topic.cleanup().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
            }
        }

        Map<String, List<String>> documented = new TreeMap<>();
        rows("## Topics")
                .forEach(row ->
                        documented.put(names(row.get(0)).getFirst().replaceAll("<[^>]+>", ANY), row.subList(1, 5)));

        assertEquals(topics, documented);
    }

    @Test
    void everyHeaderIsThere() throws Exception {
        Set<String> headers = new TreeSet<>();
        for (var field : Headers.class.getFields()) {
            headers.add((String) field.get(null));
        }

        assertEquals(
                headers,
                rows("## Headers").stream()
                        .map(row -> names(row.getFirst()).getFirst())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyRecordIsThereWithItsFields() throws IOException {
        Map<String, List<String>> records = new TreeMap<>();
        SampleRecords.all().map(FleetRecord::getClass).forEach(type -> records.put(shortType(type), fields(type)));

        Map<String, List<String>> documented = new TreeMap<>();
        rows("## Records").forEach(row -> documented.put(names(row.get(0)).getFirst(), names(row.get(2))));

        assertEquals(records, documented);
    }

    @Test
    void everyRecordHasATopic() throws IOException {
        List<String> patterns = rows("## Topics").stream()
                .flatMap(row -> names(row.get(5)).stream())
                .toList();
        Set<String> types = SampleRecords.all()
                .map(FleetRecord::getClass)
                .map(EventsDocumentTest::shortType)
                .collect(Collectors.toSet());
        types.remove(shortType(Claim.class));

        for (String type : types) {
            assertTrue(patterns.stream().anyMatch(pattern -> covers(pattern, type)), type);
        }
        for (String pattern : patterns) {
            assertTrue(types.stream().anyMatch(type -> covers(pattern, type)), pattern);
        }
    }

    private static boolean covers(String pattern, String type) {
        return type.matches(Pattern.quote(pattern).replace("…", "\\E.+\\Q"));
    }

    private static String shortType(Class<? extends FleetRecord> type) {
        return EventTypes.of(type).substring(EventTypes.PREFIX.length());
    }

    private static List<String> fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Names in code style. */
    private static List<String> names(String cell) {
        return NAME.matcher(cell)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** Cells of the rows below a heading, without those of the table's head. */
    private static List<List<String>> rows(String heading) throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        int from = lines.indexOf(heading);
        assertTrue(from >= 0, heading);
        return lines.stream()
                .skip(from + 1L)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
