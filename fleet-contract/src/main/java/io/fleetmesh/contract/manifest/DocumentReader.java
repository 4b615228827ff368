package io.fleetmesh.contract.manifest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a text apart into its documents: one of JSON, or any number of YAML. Nothing can cost more than its size: that is
 * bounded, and so is how deep it is nested, and YAML may have no aliases, by which a short text can stand for a huge one.
 */
public final class DocumentReader {
    /** The most bytes of one text. */
    public static final int MOST_BYTES = 1 << 20;
    /** The deepest nesting; our kinds need less than half. */
    static final int DEEPEST = 32;

    private static final Pattern JSON_OBJECT = Pattern.compile("\\s*\\{\\s*\"");

    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build();
    private static final ObjectMapper JSON = strict(
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(LIMITS).build()));
    private static final ObjectMapper YAML = strict(new ObjectMapper(YAMLFactory.builder()
            .streamReadConstraints(LIMITS)
            // Norway is no "false".
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            // A default that the builder leaves out.
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .build()));

    private DocumentReader() {}

    private static ObjectMapper strict(ObjectMapper mapper) {
        return mapper.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    /** Reads JSON if the text begins as its objects do, with a brace and a quote, and YAML otherwise. */
    public static Documents read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            return new Documents.Unreadable("expected at most " + MOST_BYTES + " bytes, found " + bytes.length);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Documents.Unreadable("expected text in UTF-8");
        }
        if (JSON_OBJECT.matcher(text).lookingAt()) {
            return parse(JSON, text);
        }
        Optional<String> refused = YamlRules.refuse(text);
        return refused.isPresent() ? new Documents.Unreadable(refused.get()) : parse(YAML, text);
    }

    private static Documents parse(ObjectMapper mapper, String text) {
        try (JsonParser parser = mapper.createParser(text)) {
            List<JsonNode> all = mapper.readerFor(JsonNode.class)
                    .<JsonNode>readValues(parser)
                    .readAll();
            return new Documents.Read(
                    all.stream().filter(document -> !document.isNull()).toList());
        } catch (JacksonException e) {
            return new Documents.Unreadable(place(e) + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : YamlRules.place(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }
}
