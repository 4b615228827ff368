package io.fleetmesh.meshstore.domain;

import java.io.ByteArrayOutputStream;

/**
 * etcd's {@code mvccpb.Event} in protobuf's wire format, so that an event is encoded once and its value is never copied.
 *
 * <p>Event: type = 1 (0 PUT, left out; 1 DELETE), kv = 2, prev_kv = 3. KeyValue: key = 1, create_revision = 2,
 * mod_revision = 3, version = 4, value = 5, lease = 6 (always 0, left out). Value comes last, so everything before it is
 * one array of some hundred bytes.
 */
public final class EventEncoding {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private EventEncoding() {}

    /** An event's {@code type} and {@code kv} up to the bytes of its value. */
    static Bytes head(KeyValue current) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (current.isTombstone()) {
            number(out, 1, 1);
        }
        keyValue(out, 2, current);
        return Bytes.of(out.toByteArray());
    }

    /** An event's {@code prev_kv} up to the bytes of its value; the previous value and nothing else follows. */
    public static Bytes previousHead(KeyValue previous) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        keyValue(out, 3, previous);
        return Bytes.of(out.toByteArray());
    }

    /** A length-delimited field's tag and length. */
    public static byte[] lengthDelimited(int field, long length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tag(out, field, BYTES);
        varint(out, length);
        return out.toByteArray();
    }

    private static void keyValue(ByteArrayOutputStream out, int field, KeyValue kv) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] key = kv.key().bytes();
        body.writeBytes(lengthDelimited(1, key.length));
        body.writeBytes(key);
        number(body, 2, kv.createRevision());
        number(body, 3, kv.modRevision());
        number(body, 4, kv.version());
        if (kv.value().length() > 0) {
            body.writeBytes(lengthDelimited(5, kv.value().length()));
        }
        out.writeBytes(lengthDelimited(field, body.size() + (long) kv.value().length()));
        out.writeBytes(body.toByteArray());
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        if (value != 0) {
            tag(out, field, VARINT);
            varint(out, value);
        }
    }

    private static void tag(ByteArrayOutputStream out, int field, int wireType) {
        varint(out, ((long) field << 3) | wireType);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
