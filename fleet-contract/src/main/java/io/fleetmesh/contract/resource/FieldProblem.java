package io.fleetmesh.contract.resource;

import java.util.stream.Collectors;

/**
 * What is wrong with a declared object.
 *
 * @param object its kind and name
 * @param field the path inside it
 * @param value what stands there, cut if it is long, all that is not plain ASCII escaped: letters that only look like others show
 * @param expected what should stand there
 */
public record FieldProblem(String object, String field, String value, String expected) {
    private static final int LONGEST = 120;

    public FieldProblem {
        object = plain(object);
        field = plain(field);
        value = plain(value);
    }

    /** One line for people. */
    public String text() {
        return object + ": " + field + ": expected " + expected + ", found " + value;
    }

    private static String plain(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return cut.chars()
                .mapToObj(c -> c >= ' ' && c <= '~' ? Character.toString(c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }
}
