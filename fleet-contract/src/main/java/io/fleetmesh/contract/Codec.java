package io.fleetmesh.contract;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fleetmesh.contract.plan.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Record bodies as JSON. Equal records give equal bytes: fields in declared order, map keys sorted. Thread-safe. */
public final class Codec {
    private static final Pattern TYPE =
            Pattern.compile(Pattern.quote(EventTypes.PREFIX) + "(?<name>.+)\\.v(?<version>[0-9]+)");

    static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .defaultPropertyInclusion(Value.construct(Include.NON_ABSENT, Include.NON_ABSENT))
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Within v1 changes only add: an older reader passes over what it does not know.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Codec() {}

    /** The record's body. */
    public static byte[] encode(FleetRecord body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JacksonException e) {
            throw new UncheckedIOException("a record of a registered type could not be written", e);
        }
    }

    /** The record's body as a tree, for those who show it. */
    public static ObjectNode tree(FleetRecord body) {
        return MAPPER.valueToTree(body);
    }

    /** Checks as a tree, which {@link #checks(JsonNode)} reads. */
    public static JsonNode tree(List<Check> checks) {
        return MAPPER.valueToTree(checks);
    }

    /**
     * The checks that a tree is.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static List<Check> checks(JsonNode tree) {
        return MAPPER.convertValue(tree, MAPPER.getTypeFactory().constructCollectionType(List.class, Check.class));
    }

    /**
     * What a record is.
     *
     * @param type header {@link Headers#TYPE}, if present
     * @param value the record's value, null for a tombstone
     */
    public static Decoded decode(Optional<String> type, byte @Nullable [] value) {
        if (value == null) {
            return new Decoded.Tombstone();
        }
        if (type.isEmpty()) {
            return new Decoded.Malformed("expected a header " + Headers.TYPE);
        }
        Optional<Class<? extends FleetRecord>> known = EventTypes.classOf(type.get());
        if (known.isPresent()) {
            return read(known.get(), value);
        }
        Matcher matcher = TYPE.matcher(type.get());
        return matcher.matches() && EventTypes.knowsName(matcher.group("name"))
                ? new Decoded.UnknownVersion(type.get())
                : new Decoded.UnknownType(type.get());
    }

    private static Decoded read(Class<? extends FleetRecord> type, byte[] value) {
        try {
            FleetRecord body = MAPPER.readValue(value, type);
            return body == null ? new Decoded.Malformed("expected a JSON object, found null") : new Decoded.Known(body);
        } catch (JacksonException e) {
            return new Decoded.Malformed(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }
}
