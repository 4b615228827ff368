package io.fleetmesh.slicecodec;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fleetmesh.sliceproto.ClusterEndpointSlice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads values of {@code endpointslices/v1}: one zstd frame around the message of {@code endpoint_slice.proto}. Whoever wrote
 * one may mean harm: what it takes to read one is bounded by its compressed size, by what it unpacks to, absolutely and as a
 * multiple of that, by the window that the frame asks for, and by how many fields its message has, before one of them is built.
 * Pure, thread-safe; no value makes it throw.
 */
public final class SliceFrames {
    /** What etcd takes as one value by default. */
    public static final int MOST_COMPRESSED = 3 << 19;
    /** What Cilium's own reader takes. */
    public static final int MOST_UNPACKED = 16 << 20;
    /** Text of a thousand equal endpoints packs to a fiftieth; below {@link #ANY_RATIO} bytes every ratio is harmless. */
    public static final int MOST_RATIO = 200;
    /** See {@link #MOST_RATIO}. */
    public static final int ANY_RATIO = 1 << 16;
    /** Kubernetes allows a thousand endpoints, each of which has about twelve fields. */
    public static final int MOST_FIELDS = 100_000;
    /** Kubernetes' own bound. */
    public static final int MOST_ENDPOINTS = 1_000;

    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /** Bytes as a power of two: no more than {@link #MOST_UNPACKED}. */
    private static final int LARGEST_WINDOW = 24;

    private SliceFrames() {}

    /** What {@code value} is. */
    public static DecodedSlice decode(byte[] value) {
        if (value.length > MOST_COMPRESSED) {
            return new DecodedSlice.Refused(
                    "expected at most " + MOST_COMPRESSED + " bytes compressed, found " + value.length);
        }
        if (!beginsLikeAFrame(value)) {
            return new DecodedSlice.Refused("expected a zstd frame: it does not begin like one");
        }
        int most = Math.min(MOST_UNPACKED, Math.max(ANY_RATIO, value.length * MOST_RATIO));
        byte[] message;
        try (InputStream in =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(value)).setLongMax(LARGEST_WINDOW)) {
            message = in.readNBytes(most + 1);
        } catch (IOException e) {
            return new DecodedSlice.Refused("expected a zstd frame: " + e.getMessage());
        }
        if (message.length > most) {
            return new DecodedSlice.Refused(
                    "expected at most " + most + " bytes unpacked of " + value.length + " compressed ones, found more");
        }
        return parse(message);
    }

    private static boolean beginsLikeAFrame(byte[] value) {
        return value.length > MAGIC.length && Arrays.equals(value, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static DecodedSlice parse(byte[] message) {
        try {
            FieldCount count = FieldCount.of(ClusterEndpointSlice.getDescriptor(), message, MOST_FIELDS);
            if (count.fields() > MOST_FIELDS) {
                return new DecodedSlice.Refused("expected at most " + MOST_FIELDS + " fields, found more");
            }
            if (count.of(ClusterEndpointSlice.ENDPOINTS_FIELD_NUMBER) > MOST_ENDPOINTS) {
                return new DecodedSlice.Refused("expected at most " + MOST_ENDPOINTS + " endpoints, found "
                        + count.of(ClusterEndpointSlice.ENDPOINTS_FIELD_NUMBER));
            }
            return new DecodedSlice.Slice(ClusterEndpointSlice.parseFrom(message));
        } catch (InvalidProtocolBufferException e) {
            return new DecodedSlice.Refused("expected a message of an endpoint slice: " + e.getMessage());
        } catch (IOException e) {
            return new DecodedSlice.Refused("expected a message: " + e.getMessage());
        }
    }
}
