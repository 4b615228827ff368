package io.fleetmesh.meshstore.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** As Go's encoding/json writes, which escapes for HTML and replaces what is no text. */
class GoJsonTest {

    private static String string(String text) {
        return new GoJson().string(text).bytes().toString();
    }

    @Test
    void charactersAreEscapedAsGoEscapesThem() {
        assertEquals("\"plain \u00e4\u4e2d\"", string("plain \u00e4\u4e2d"));
        assertEquals("\"\\\"\\\\\\b\\f\\n\\r\\t\"", string("\"\\\b\f\n\r\t"));
        assertEquals("\"\\u003c\\u003e\\u0026\\u2028\\u2029\"", string("<>&\u2028\u2029"));
        assertEquals("\"\\u0000\\u001f \"", string("\u0000\u001f "));
    }

    @Test
    void pairsOfSurrogatesStayAndOthersAreReplaced() {
        assertEquals("\"\ud83d\ude00\"", string("\ud83d\ude00"));
        assertEquals("\"\\ufffd\"", string("\ud83d"));
        assertEquals("\"\\ufffdx\"", string("\ud83dx"));
        assertEquals("\"\\ufffd\"", string("\ude00"));
    }

    @Test
    void mapsAreInTheOrderOfTheirBytes() {
        SortedMap<String, Integer> map = GoJson.sortedMap();
        map.put("\ud83d\ude00", 2);
        map.put("\uff5e", 1);
        map.put("a", 0);
        GoJson json = new GoJson();
        assertEquals(
                "{\"a\":0,\"\uff5e\":1,\"\ud83d\ude00\":2}",
                json.object(map, json::number).bytes().toString());
    }

    @Test
    void anEmptyMapAndAnEmptyListAreWrittenToo() {
        GoJson json = new GoJson();
        SortedMap<String, Integer> none = GoJson.sortedMap();
        json.object(none, json::number).array(List.<Integer>of(), json::number).array(List.of(1, 2), json::number);
        assertEquals("{}[][1,2]", json.bytes().toString());
    }
}
