package io.fleetmesh.kit.domain;

import java.util.Arrays;

/** Bytes of a record's body with equality by content; nobody changes them once they are here. */
public final class Payload {
    private final byte[] bytes;

    /** Takes over {@code bytes}: the caller must not change them afterwards. */
    public Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes themselves, not a copy: for reading only. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Payload[" + bytes.length + " bytes]";
    }
}
