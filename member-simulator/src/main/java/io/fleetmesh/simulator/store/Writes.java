package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates, replaces and deletes as an API server does: metadata, defaults, checks, conflicts. Trees passed in are consumed. */
public final class Writes {
    /** What the addresses of services are taken from. */
    public static final String SERVICE_CIDR = "172.20.0.0/16";

    private final String member;
    private final ObjectStore store;
    private final Clock clock;
    private final Defaults defaults = new Defaults();

    public Writes(String member, ObjectStore store, Clock clock) {
        this.member = member;
        this.store = store;
        this.clock = clock;
    }

    /** Creates in the namespace of the request; if that is empty, in the object's own. */
    public StoredObject create(Kind kind, String namespace, ObjectNode body) {
        ObjectNode metadata = Identification.check(kind, namespace, body);
        if (metadata.hasNonNull("resourceVersion")) {
            throw Refusal.badRequest("metadata.resourceVersion should not be set on objects to be created");
        }
        Key key = new Key(Meta.namespace(body), named(kind, metadata));
        requireNamespace(kind, key.namespace());
        if (store.get(kind, key).isPresent()) {
            throw Refusal.alreadyExists(kind, key.name());
        }
        metadata.put("uid", uid(kind, key).toString());
        metadata.put(
                "creationTimestamp",
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        Validation.check(kind, key.name(), body);
        defaults.set(kind, key, body, Optional.empty());
        if (kind == Kind.DEPLOYMENT) {
            metadata.put("generation", 1);
        }
        return store.put(kind, key, body);
    }

    /** Replaces; the same state again is no change. A resourceVersion in the body must be the current one. */
    public StoredObject replace(Kind kind, Key key, ObjectNode body) {
        StoredObject current = store.require(kind, key);
        ObjectNode metadata = Identification.check(kind, key.namespace(), body);
        if (!Meta.name(body).equals(key.name())) {
            throw Refusal.badRequest("the name of the object (" + Meta.name(body)
                    + ") does not match the name on the URL (" + key.name() + ")");
        }
        checkPreconditions(current, Meta.uid(body), Meta.text(body, "resourceVersion"));
        keep(current.node(), metadata);
        Validation.check(kind, key.name(), body);
        defaults.set(kind, key, body, Optional.of(current.node()));
        if (body.equals(current.node())) {
            return current;
        }
        if (kind == Kind.DEPLOYMENT && !body.path("spec").equals(current.node().path("spec"))) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        return store.put(kind, key, body);
    }

    /**
     * Deletes at once, a namespace with all in it.
     *
     * @param uid if not empty, the UID the object must have
     * @param resourceVersion if not empty, the version the object must have
     */
    public StoredObject delete(Kind kind, Key key, String uid, String resourceVersion) {
        checkPreconditions(store.require(kind, key), uid, resourceVersion);
        if (kind == Kind.NAMESPACE) {
            empty(key.name());
        }
        StoredObject last = store.remove(kind, key);
        defaults.release(last);
        return last;
    }

    public StoredObject delete(Kind kind, Key key) {
        return delete(kind, key, "", "");
    }

    /** Gives an object another UID, as if it were the one of another cluster. */
    public void replaceUid(Kind kind, Key key, String uid) {
        ObjectNode node = store.require(kind, key).copy();
        if (!Meta.uid(node).equals(uid)) {
            Json.child(node, "metadata").put("uid", uid);
            store.put(kind, key, node);
        }
    }

    /** The UID of a namespace; the same in every run of this member. */
    public UUID namespaceUid(String name) {
        return UUID.nameUUIDFromBytes((member + "/namespaces/" + name).getBytes(StandardCharsets.UTF_8));
    }

    private UUID uid(Kind kind, Key key) {
        if (kind == Kind.NAMESPACE
                && (key.name().equals("kube-system") || key.name().equals("default"))) {
            return namespaceUid(key.name());
        }
        String unique = member + "/" + kind.plural() + "/" + key + "@" + store.revision();
        return UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8));
    }

    private String named(Kind kind, ObjectNode metadata) {
        if (metadata.path("name").asText("").isEmpty()) {
            String prefix = metadata.path("generateName").asText("");
            if (prefix.isEmpty()) {
                throw Refusal.invalid(kind, "", "metadata.name: Required value: name or generateName is required");
            }
            metadata.put("name", prefix + Suffix.of(prefix + store.revision()));
        }
        return metadata.path("name").asText();
    }

    private void requireNamespace(Kind kind, String namespace) {
        if (kind.namespaced()) {
            var _ = store.require(Kind.NAMESPACE, new Key("", namespace));
        }
    }

    private void empty(String namespace) {
        for (Kind kind : Kind.values()) {
            if (kind.namespaced()) {
                List.copyOf(store.table(kind).in(namespace)).forEach(object -> delete(kind, object.key()));
            }
        }
    }

    private static void checkPreconditions(StoredObject current, String uid, String resourceVersion) {
        Kind kind = current.kind();
        String name = current.key().name();
        if (!uid.isEmpty() && !uid.equals(Meta.uid(current.node()))) {
            throw Refusal.conflict(
                    kind,
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + Meta.uid(current.node()));
        }
        if (!resourceVersion.isEmpty() && !resourceVersion.equals(Long.toString(current.revision()))) {
            throw Refusal.conflict(
                    kind,
                    name,
                    "the object has been modified; please apply your changes to the latest version" + " and try again");
        }
    }

    private static void keep(ObjectNode current, ObjectNode metadata) {
        for (String field : List.of("uid", "resourceVersion", "creationTimestamp", "generation")) {
            JsonNode value = current.path("metadata").path(field);
            if (value.isMissingNode()) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
    }
}
