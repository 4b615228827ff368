package io.fleetmesh.contract;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What only the hub knows; everything else is folded again from the members. A JSON document: {@code format}, {@code
 * incarnation}, and {@code records}, each with its {@code type} on the bus, its {@code body}, and of its {@code headers} those that
 * say who stands behind it, if anybody is known. Format 1, which is read as well, has {@code members} in place of {@code records}.
 *
 * @param incarnation the log that it was taken from
 * @param records members as admitted, what is declared, applied profiles, whose cluster IDs are or were, who may export
 *     what where exports are held, plans that were applied
 * @param actors headers that say who stands behind a record, by its {@link #place}
 */
public record Backup(Incarnation incarnation, List<FleetRecord> records, Map<String, Map<String, String>> actors) {
    /** What this release writes. */
    public static final int FORMAT = 2;

    private static final int MEMBERS_ONLY = 1;
    private static final Set<String> SAVED = Set.of(Headers.ACTOR, Headers.ACTOR_BY, Headers.REASON);

    public Backup {
        // Of all that are given those that belong into a backup.
        records = records.stream().filter(record -> topic(record).isPresent()).toList();
        Map<String, Map<String, String>> known = new HashMap<>();
        for (FleetRecord record : records) {
            Map<String, String> actor = new TreeMap<>(actors.getOrDefault(place(record), Map.of()));
            // Whatever else a document has, no other header is written again.
            actor.keySet().retainAll(SAVED);
            if (actor.containsKey(Headers.ACTOR)) {
                known.put(place(record), Map.copyOf(actor));
            }
        }
        actors = Map.copyOf(known);
    }

    /** One of which nobody knows who stands behind its records. */
    public Backup(Incarnation incarnation, List<FleetRecord> records) {
        this(incarnation, records, Map.of());
    }

    /** One for each key of each topic. */
    public static String place(FleetRecord record) {
        return EventTypes.of(record.getClass()) + " " + record.key();
    }

    /** The headers that say who stands behind a record, or one that came to stand in its place; empty if nobody is known. */
    public Map<String, String> actor(FleetRecord record) {
        return actors.getOrDefault(place(record), Map.of());
    }

    /** Where its records stand on the bus. */
    public static List<Topic> topics() {
        return List.of(
                Topic.members(),
                Topic.intents(),
                Topic.appliedProfiles(),
                Topic.clusterIds(),
                Topic.plans(),
                Topic.exportApprovals());
    }

    /** Where a record stands; empty for what is in no backup: candidates and plans that were not applied are made anew. */
    public static Optional<Topic> topic(FleetRecord record) {
        return switch (record) {
            case Member _ -> Optional.of(Topic.members());
            case Intent _ -> Optional.of(Topic.intents());
            case AppliedProfile _ -> Optional.of(Topic.appliedProfiles());
            case ClusterIdReservation _ -> Optional.of(Topic.clusterIds());
            case ExportHold _, ExportApproval _ -> Optional.of(Topic.exportApprovals());
            case Plan plan when plan.applied().isPresent() -> Optional.of(Topic.plans());
            default -> Optional.empty();
        };
    }

    /** Its members as admitted: their cluster names and IDs may never be given to others. */
    public List<Member> members() {
        return records(Member.class).toList();
    }

    /** Its records of one kind. */
    public <T extends FleetRecord> Stream<T> records(Class<T> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** The document. */
    public byte[] write() {
        ObjectNode document = Codec.MAPPER.createObjectNode().put("format", FORMAT);
        document.set("incarnation", Codec.MAPPER.valueToTree(incarnation));
        ArrayNode all = document.putArray("records");
        records.forEach(record -> {
            ObjectNode entry = all.addObject().put("type", EventTypes.of(record.getClass()));
            entry.set("body", Codec.tree(record));
            Map<String, String> actor = actor(record);
            if (!actor.isEmpty()) {
                new TreeMap<>(actor).forEach(entry.putObject("headers")::put);
            }
        });
        try {
            return Codec.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
        } catch (JacksonException e) {
            throw new UncheckedIOException("a backup could not be written", e);
        }
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is none, or of another format; the message says what was expected
     */
    public static Backup read(byte[] document) {
        JsonNode read;
        try {
            read = Codec.MAPPER.readTree(document);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("expected a backup of Fleetmesh: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
        int format = read.path("format").asInt();
        if (format != FORMAT && format != MEMBERS_ONLY) {
            throw new IllegalArgumentException("expected a backup of Fleetmesh in format " + MEMBERS_ONLY + " or "
                    + FORMAT + ", found " + (read.has("format") ? "format " + read.path("format") : "none"));
        }
        List<FleetRecord> records = new ArrayList<>();
        Map<String, Map<String, String>> actors = new HashMap<>();
        if (format == MEMBERS_ONLY) {
            String type = EventTypes.of(Member.class);
            read.path("members").forEach(member -> records.add(record(type, member, "members")));
        } else {
            for (JsonNode entry : read.path("records")) {
                FleetRecord record = record(entry.path("type").asText(), entry.path("body"), "records");
                records.add(record);
                Map<String, String> headers = new HashMap<>();
                entry.path("headers")
                        .properties()
                        .forEach(header ->
                                headers.put(header.getKey(), header.getValue().asText()));
                actors.put(place(record), headers);
            }
        }
        FleetRecord incarnation = record(EventTypes.of(Incarnation.class), read.path("incarnation"), "incarnation");
        return new Backup((Incarnation) incarnation, records, actors);
    }

    private static FleetRecord record(String type, JsonNode body, String field) {
        Decoded decoded = Codec.decode(Optional.of(type), body.toString().getBytes(StandardCharsets.UTF_8));
        if (decoded instanceof Decoded.Known(FleetRecord record)) {
            return record;
        }
        throw new IllegalArgumentException(
                "a backup's " + field + ": expected records that this release knows, found " + decoded);
    }
}
