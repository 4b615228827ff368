package io.fleetmesh.contract.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {
    private static List<JsonNode> read(String text) {
        return assertInstanceOf(Documents.Read.class, DocumentReader.read(text.getBytes(UTF_8)), text)
                .documents();
    }

    private static String refused(byte[] bytes) {
        return assertInstanceOf(Documents.Unreadable.class, DocumentReader.read(bytes))
                .reason();
    }

    private static String refused(String text) {
        return refused(text.getBytes(UTF_8));
    }

    @Test
    void jsonAndYamlGiveTheSame() {
        assertEquals(read(" {\"a\": {\"b\": [1, true, \"x\"]}}"), read("a:\n  b: [1, true, x]\n"));
        assertEquals(read(" {\"a\": {\"b\": [1, true, \"x\"]}}"), read("{a: {b: [1, true, x]}}"));
        assertEquals(read("{\"a\":\t1}"), read("a: 1"));
    }

    @Test
    void aFileHasAnyNumberOfDocuments() {
        assertEquals(
                "[{\"a\":1}, {\"b\":2}]",
                read("---\na: 1\n---\n# nothing but this\n---\nb: 2\n...\n").toString());
        assertEquals(0, read("").size());
        assertEquals(0, read("# nothing\n").size());
        assertEquals("[{\"a\":null,\"b\":\"no\"}]", read("a:\nb: no\n").toString());
    }

    /** A hundred bytes that stand for ten to the ninth texts, were they resolved. */
    @Test
    void aliasesAreRefusedSoThatNoTextStandsForMoreThanItself() {
        String bomb = IntStream.range(0, 9)
                .mapToObj(i -> "a" + i + ": &a" + i + " ["
                        + (i == 0 ? "lol" : String.join(", ", Collections.nCopies(9, "*a" + (i - 1)))) + "]")
                .collect(Collectors.joining("\n"));

        assertEquals(
                "line 1, column 5: expected no anchors and aliases: what they stand for must be written out",
                refused(bomb));
        assertTrue(refused("a: *b").contains("anchors"));
    }

    @ParameterizedTest
    @CsvSource({"[,]", "{a: ,}"})
    void nestingIsBounded(String open, String close) {
        for (int depth : List.of(DocumentReader.DEEPEST + 1, 100_000)) {
            String text = "x: " + open.repeat(depth) + close.repeat(depth);

            assertTrue(refused(text).contains("at most 32 levels"), () -> refused(text));
        }
        String json = "{\"a\":".repeat(50_000);
        assertTrue(refused(json).contains("32"), () -> refused(json));
    }

    @Test
    void sizeIsBounded() {
        assertEquals("expected at most 1048576 bytes, found 1048577", refused(new byte[DocumentReader.MOST_BYTES + 1]));
    }

    @Test
    void textMustBeUtf8() {
        assertEquals("expected text in UTF-8", refused(new byte[] {'a', ':', ' ', (byte) 0xc3, (byte) 0x28}));
    }

    @Test
    void tagsAreRefused() {
        assertEquals("line 1, column 4: expected no tags", refused("a: !!java.net.URL [x]"));
        assertEquals("line 1, column 4: expected no tags", refused("a: !!binary eA=="));
    }

    @Test
    void aKeyStandsOnce() {
        assertTrue(refused("a: 1\na: 2").contains("Duplicate"), () -> refused("a: 1\na: 2"));
        assertTrue(refused("{\"a\": 1, \"a\": 2}").contains("Duplicate"));
    }

    @Test
    void whatIsNoYamlAndNoJsonNamesItsPlace() {
        assertTrue(refused("a: 1\nb: c: d\n").startsWith("line 2, column 5: "), () -> refused("a: 1\nb: c: d\n"));
        assertTrue(refused("{\"a\": 1,\n \"b\" 2}").startsWith("line 2, column "));
        assertTrue(refused("{\"a\": ").startsWith("line 1, column "));
        assertTrue(refused("a: \u0007").contains("special characters"), () -> refused("a: \u0007"));
    }
}
