package io.fleetmesh.meshstore.domain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Text as Go's {@code encoding/json} writes it: no white space, map keys sorted by their bytes in UTF-8, and strings with
 * {@code < > &} and the two line separators of Unicode escaped.
 */
final class GoJson {
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private final StringBuilder out = new StringBuilder(256);

    /** A map that is iterated in Go's order. */
    static <V> SortedMap<String, V> sortedMap() {
        return new TreeMap<>(BY_BYTES);
    }

    /** Appends as it is. */
    GoJson raw(String text) {
        out.append(text);
        return this;
    }

    GoJson number(int value) {
        out.append(value);
        return this;
    }

    /** A quoted string. */
    GoJson string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            i += character(text, i);
        }
        out.append('"');
        return this;
    }

    /** An object with the map's entries, in the map's order. */
    <V> GoJson object(SortedMap<String, V> map, Consumer<V> value) {
        out.append('{');
        Iterator<Map.Entry<String, V>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, V> entry = entries.next();
            string(entry.getKey()).raw(":");
            value.accept(entry.getValue());
            separate(entries);
        }
        out.append('}');
        return this;
    }

    <V> GoJson array(Iterable<V> elements, Consumer<V> element) {
        out.append('[');
        Iterator<V> rest = elements.iterator();
        while (rest.hasNext()) {
            element.accept(rest.next());
            separate(rest);
        }
        out.append(']');
        return this;
    }

    Bytes bytes() {
        return Bytes.of(out.toString());
    }

    private void separate(Iterator<?> rest) {
        if (rest.hasNext()) {
            out.append(',');
        }
    }

    /** @return how many further chars of the text it used */
    private int character(String text, int at) {
        char c = text.charAt(at);
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '<', '>', '&', '\u2028', '\u2029' -> escaped(c);
            default -> {
                return other(text, at, c);
            }
        }
        return 0;
    }

    private int other(String text, int at, char c) {
        if (c < ' ') {
            escaped(c);
        } else if (!Character.isSurrogate(c)) {
            out.append(c);
        } else if (Character.isHighSurrogate(c)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1))) {
            out.append(c).append(text.charAt(at + 1));
            return 1;
        } else {
            escaped('\ufffd');
        }
        return 0;
    }

    private void escaped(char c) {
        out.append("\\u%04x".formatted((int) c));
    }
}
