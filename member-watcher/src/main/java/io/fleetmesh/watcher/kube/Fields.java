package io.fleetmesh.watcher.kube;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes values out of fabric8's models, where anything may be null, by Kubernetes' rules for absent fields. */
final class Fields {
    private static final int MAX_PORT = 65_535;

    private Fields() {}

    static String required(String field, @Nullable String value) throws BadField {
        if (value == null || value.isBlank()) {
            throw new BadField(field, "a text", "absent");
        }
        return value;
    }

    static <T> T present(String field, @Nullable T value) throws BadField {
        if (value == null) {
            throw new BadField(field, "an object", "absent");
        }
        return value;
    }

    /** Kubernetes means TCP where no protocol is given. */
    static String protocol(String field, @Nullable String value) throws BadField {
        String protocol = value == null ? "TCP" : value;
        return switch (protocol) {
            case "TCP", "UDP", "SCTP" -> protocol;
            default -> throw new BadField(field, "TCP, UDP or SCTP", protocol);
        };
    }

    static int port(String field, @Nullable Integer value) throws BadField {
        if (value == null || value < 1 || value > MAX_PORT) {
            throw new BadField(field, "a port from 1 to " + MAX_PORT, String.valueOf(value));
        }
        return value;
    }

    static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : value;
    }

    /** A copy without nulls in it; an absent map is empty. */
    static Map<String, String> map(String field, @Nullable Map<String, String> value, Predicate<String> wanted)
            throws BadField {
        Map<String, String> copy = new HashMap<>();
        if (value == null) {
            return copy;
        }
        for (Map.Entry<String, String> entry : value.entrySet()) {
            if (!wanted.test(entry.getKey())) {
                continue;
            }
            if (entry.getValue() == null) {
                throw new BadField(field + "[" + entry.getKey() + "]", "a text", "null");
            }
            copy.put(entry.getKey(), entry.getValue());
        }
        return copy;
    }

    static Optional<String> entry(@Nullable Map<String, String> map, String key) {
        return map == null ? Optional.empty() : Optional.ofNullable(map.get(key));
    }
}
