package io.fleetmesh.simulator.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** One state of an object. The tree is never changed after it is stored: take {@link #copy} to change it. */
public final class StoredObject {
    private final Kind kind;
    private final Key key;
    private final long revision;
    private final ObjectNode node;
    private byte @Nullable [] json;

    StoredObject(Kind kind, Key key, long revision, ObjectNode node) {
        this.kind = kind;
        this.key = key;
        this.revision = revision;
        this.node = node;
    }

    public Kind kind() {
        return kind;
    }

    public Key key() {
        return key;
    }

    public long revision() {
        return revision;
    }

    /** To read only. */
    public ObjectNode node() {
        return node;
    }

    public ObjectNode copy() {
        return node.deepCopy();
    }

    /** The object as JSON, written once and shared by every list and watch. */
    public byte[] json() {
        byte[] written = json;
        if (written == null) {
            written = Json.bytes(node);
            json = written;
        }
        return written;
    }
}
