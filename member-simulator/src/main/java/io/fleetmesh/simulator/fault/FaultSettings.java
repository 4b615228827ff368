package io.fleetmesh.simulator.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Json;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Refusal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The faults of a member at one time. {@link #NONE} is a healthy member; {@code with…} adds to it.
 *
 * @param apiAway every connection is closed without an answer
 * @param slowMillis delay before each answer, in milliseconds
 * @param errors HTTP status that lists and watches of a resource answer with, by plural; {@code *} for all
 * @param dropWatches open watches are dropped when this is set, and each new one right after its start
 * @param expireWatches each time faults are set with this, all changes so far are forgotten: watches and pages of lists end in 410
 * @param staleLists lists show the state of when this was set, under its resourceVersion
 * @param deadNodes nodes that are not ready
 * @param identity the UID of kube-system, if it shall be another
 * @param notServed resources, by plural, that the API does not know: neither their paths nor discovery
 * @param pretence what it says of itself and its client
 */
public record FaultSettings(
        boolean apiAway,
        long slowMillis,
        Map<String, Integer> errors,
        boolean dropWatches,
        boolean expireWatches,
        boolean staleLists,
        Set<String> deadNodes,
        Optional<String> identity,
        Set<String> notServed,
        Pretence pretence) {
    public static final FaultSettings NONE = new FaultSettings(
            false, 0, Map.of(), false, false, false, Set.of(), Optional.empty(), Set.of(), Pretence.NONE);

    private static final Set<String> FIELDS = Set.of(
            "apiAway",
            "slow",
            "errors",
            "dropWatches",
            "expireWatches",
            "staleLists",
            "nodeDead",
            "identity",
            "notServed",
            "clockSkew",
            "version",
            "denied");
    private static final long LONGEST_DELAY = 600_000;

    public FaultSettings {
        if (slowMillis < 0 || slowMillis > LONGEST_DELAY) {
            throw new IllegalArgumentException(
                    "slow is " + slowMillis + ", expected 0 to " + LONGEST_DELAY + " milliseconds");
        }
        errors.forEach(FaultSettings::checkError);
        errors = Map.copyOf(errors);
        deadNodes = Set.copyOf(deadNodes);
        notServed.forEach(plural -> {
            if (!isKnown(plural)) {
                throw new IllegalArgumentException(
                        "notServed has " + plural + ": unknown resource, expected a plural such as ciliumnodes");
            }
        });
        notServed = Set.copyOf(notServed);
    }

    private static boolean isKnown(String plural) {
        return Arrays.stream(Kind.values()).anyMatch(kind -> kind.plural().equals(plural));
    }

    private static void checkError(String plural, int status) {
        if (!plural.equals("*") && !isKnown(plural)) {
            throw new IllegalArgumentException(
                    "errors." + plural + ": unknown resource, expected a plural such as services, or *");
        }
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "errors." + plural + " is " + status + ", expected a status from 400 to 599");
        }
    }

    public FaultSettings withApiAway() {
        return new FaultSettings(
                true,
                slowMillis,
                errors,
                dropWatches,
                expireWatches,
                staleLists,
                deadNodes,
                identity,
                notServed,
                pretence);
    }

    public FaultSettings withSlow(long millis) {
        return new FaultSettings(
                apiAway,
                millis,
                errors,
                dropWatches,
                expireWatches,
                staleLists,
                deadNodes,
                identity,
                notServed,
                pretence);
    }

    public FaultSettings withError(String plural, int status) {
        Map<String, Integer> more = new TreeMap<>(errors);
        more.put(plural, status);
        return new FaultSettings(
                apiAway,
                slowMillis,
                more,
                dropWatches,
                expireWatches,
                staleLists,
                deadNodes,
                identity,
                notServed,
                pretence);
    }

    public FaultSettings withDroppedWatches() {
        return new FaultSettings(
                apiAway, slowMillis, errors, true, expireWatches, staleLists, deadNodes, identity, notServed, pretence);
    }

    public FaultSettings withExpiredWatches() {
        return new FaultSettings(
                apiAway, slowMillis, errors, dropWatches, true, staleLists, deadNodes, identity, notServed, pretence);
    }

    /** What goes on after these were set: all but the expiry, which happens once. */
    public FaultSettings lasting() {
        return new FaultSettings(
                apiAway, slowMillis, errors, dropWatches, false, staleLists, deadNodes, identity, notServed, pretence);
    }

    public FaultSettings withStaleLists() {
        return new FaultSettings(
                apiAway,
                slowMillis,
                errors,
                dropWatches,
                expireWatches,
                true,
                deadNodes,
                identity,
                notServed,
                pretence);
    }

    public FaultSettings withDeadNode(String node) {
        Set<String> more = new TreeSet<>(deadNodes);
        more.add(node);
        return new FaultSettings(
                apiAway,
                slowMillis,
                errors,
                dropWatches,
                expireWatches,
                staleLists,
                more,
                identity,
                notServed,
                pretence);
    }

    public FaultSettings withIdentity(String uid) {
        return new FaultSettings(
                apiAway,
                slowMillis,
                errors,
                dropWatches,
                expireWatches,
                staleLists,
                deadNodes,
                Optional.of(uid),
                notServed,
                pretence);
    }

    public FaultSettings withoutKind(String plural) {
        Set<String> more = new TreeSet<>(notServed);
        more.add(plural);
        return new FaultSettings(
                apiAway,
                slowMillis,
                errors,
                dropWatches,
                expireWatches,
                staleLists,
                deadNodes,
                identity,
                more,
                pretence);
    }

    public FaultSettings withPretence(Pretence other) {
        return new FaultSettings(
                apiAway,
                slowMillis,
                errors,
                dropWatches,
                expireWatches,
                staleLists,
                deadNodes,
                identity,
                notServed,
                other);
    }

    /** Reads the JSON of {@code /simulator/faults}; refuses an unknown field or a wrong value with 400. */
    public static FaultSettings parse(ObjectNode json) {
        json.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw Refusal.badRequest("unknown fault " + field + ", expected one of " + new TreeSet<>(FIELDS));
            }
        });
        Map<String, Integer> errors = new TreeMap<>();
        json.path("errors")
                .properties()
                .forEach(entry -> errors.put(entry.getKey(), entry.getValue().asInt()));
        try {
            return new FaultSettings(
                    flag(json, "apiAway"),
                    json.path("slow").asLong(),
                    errors,
                    flag(json, "dropWatches"),
                    flag(json, "expireWatches"),
                    flag(json, "staleLists"),
                    texts(json.path("nodeDead")),
                    Optional.of(json.path("identity").asText("")).filter(uid -> !uid.isEmpty()),
                    texts(json.path("notServed")),
                    new Pretence(
                            json.path("clockSkew").asLong(),
                            Optional.of(json.path("version").asText("")).filter(text -> !text.isEmpty()),
                            texts(json.path("denied"))));
        } catch (IllegalArgumentException e) {
            throw new Refusal(Refusal.Reason.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    /** One text, or a list of them. */
    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        if (list.isTextual()) {
            texts.add(list.asText());
        }
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static boolean flag(ObjectNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw Refusal.badRequest(field + " is " + value + ", expected true or false");
        }
        return value.asBoolean();
    }

    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("apiAway", apiAway).put("slow", slowMillis);
        ObjectNode byPlural = json.putObject("errors");
        new TreeMap<>(errors).forEach(byPlural::put);
        json.put("dropWatches", dropWatches).put("expireWatches", expireWatches).put("staleLists", staleLists);
        new TreeSet<>(deadNodes).forEach(json.putArray("nodeDead")::add);
        identity.ifPresent(uid -> json.put("identity", uid));
        new TreeSet<>(notServed).forEach(json.putArray("notServed")::add);
        json.put("clockSkew", pretence.clockSkewSeconds());
        pretence.version().ifPresent(version -> json.put("version", version));
        new TreeSet<>(pretence.denied()).forEach(json.putArray("denied")::add);
        return json;
    }
}
