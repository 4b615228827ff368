package io.fleetmesh.slicecodec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.CodedOutputStream;
import io.fleetmesh.sliceproto.ClusterEndpointSlice;
import io.fleetmesh.sliceproto.SliceEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SliceFramesTest {
    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private static ClusterEndpointSlice.Builder slice() {
        return ClusterEndpointSlice.newBuilder()
                .setCluster("east")
                .setClusterId(3)
                .setNamespace("shop")
                .setName("cart-1")
                .putLabels("kubernetes.io/service-name", "cart")
                .setAddressType("IPv4")
                .addEndpoints(SliceEndpoint.newBuilder().addAddresses("10.3.1.10"));
    }

    private static String refused(byte[] value) {
        return assertInstanceOf(DecodedSlice.Refused.class, SliceFrames.decode(value))
                .why();
    }

    @Test
    void aSliceIsReadAsItWasWritten() {
        ClusterEndpointSlice slice = slice().build();

        assertEquals(new DecodedSlice.Slice(slice), SliceFrames.decode(Zstd.compress(slice.toByteArray())));
    }

    @Test
    void theLargestSliceOfKubernetesIsRead() {
        ClusterEndpointSlice.Builder large = slice().clearEndpoints();
        for (int i = 0; i < SliceFrames.MOST_ENDPOINTS; i++) {
            large.addEndpoints(SliceEndpoint.newBuilder()
                    .addAddresses("10.3." + i / 256 + "." + i % 256)
                    .setHostname("pod-" + i)
                    .setNodeName("node"));
        }

        assertEquals(
                new DecodedSlice.Slice(large.build()),
                SliceFrames.decode(Zstd.compress(large.build().toByteArray())));
    }

    @Test
    void aValueThatIsTooLargeIsNotUnpacked() {
        byte[] noise = new byte[SliceFrames.MOST_COMPRESSED + 1];

        assertTrue(refused(noise).contains("bytes compressed"), refused(noise));
    }

    @Test
    void aBombOfZerosIsRefusedByItsRatio() {
        byte[] bomb = Zstd.compress(new byte[64 << 20]);

        assertTrue(bomb.length < SliceFrames.MOST_COMPRESSED, Integer.toString(bomb.length));
        assertTrue(refused(bomb).startsWith("expected at most"), refused(bomb));
    }

    @Test
    void whatUnpacksToMoreThanCiliumTakesIsRefusedWhateverItsRatio() {
        byte[] unpacked = new byte[SliceFrames.MOST_UNPACKED + 1];
        // So much of it cannot be packed that the ratio is an ordinary one.
        new Random(7).nextBytes(unpacked);
        Arrays.fill(unpacked, 1 << 20, unpacked.length, (byte) 7);
        byte[] value = Zstd.compress(unpacked);

        assertTrue(value.length < SliceFrames.MOST_COMPRESSED, Integer.toString(value.length));
        assertTrue(refused(value).contains("at most " + SliceFrames.MOST_UNPACKED), refused(value));
    }

    @Test
    void manyFramesAreOneBombToo() {
        byte[] frame = Zstd.compress(new byte[1 << 20]);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            frames.writeBytes(frame);
        }

        assertTrue(refused(frames.toByteArray()).contains("unpacked"), refused(frames.toByteArray()));
    }

    @Test
    void aFrameThatAsksForAHugeWindowGetsNone() {
        // No single segment; a window of 2 GiB; then an empty last block.
        byte[] frame = Arrays.copyOf(MAGIC, 9);
        frame[5] = (byte) ((31 - 10) << 3);
        frame[6] = 1;

        assertTrue(refused(frame).startsWith("expected a zstd frame"), refused(frame));
    }

    @Test
    void manyEmptyElementsAreCountedBeforeTheyAreBuilt() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        Random noise = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            // Ports of a number, so that the ratio is an ordinary one.
            out.writeTag(ClusterEndpointSlice.PORTS_FIELD_NUMBER, 2);
            out.writeUInt32NoTag(3);
            out.writeRawBytes(new byte[] {0x18, (byte) (0x80 | noise.nextInt(128)), (byte) noise.nextInt(1, 128)});
        }
        out.flush();
        byte[] value = Zstd.compress(bytes.toByteArray());

        assertEquals("expected at most 100000 fields, found more", refused(value));
    }

    @Test
    void moreEndpointsThanKubernetesAllowsAreRefused() {
        ClusterEndpointSlice.Builder large = slice();
        for (int i = 0; i < SliceFrames.MOST_ENDPOINTS; i++) {
            large.addEndpoints(SliceEndpoint.newBuilder().addAddresses("10.3.1." + i));
        }

        assertEquals(
                "expected at most 1000 endpoints, found 1001",
                refused(Zstd.compress(large.build().toByteArray())));
    }

    @Test
    void whatIsCutOffIsRefused() {
        byte[] message = slice().build().toByteArray();
        byte[] value = Zstd.compress(message);

        assertInstanceOf(DecodedSlice.Refused.class, SliceFrames.decode(Arrays.copyOf(value, value.length - 3)));
        assertInstanceOf(
                DecodedSlice.Refused.class,
                SliceFrames.decode(Zstd.compress(Arrays.copyOf(message, message.length - 3))));
        assertInstanceOf(
                DecodedSlice.Refused.class, SliceFrames.decode("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Property
    void noBytesBreakIt(@ForAll byte[] bytes, @ForAll boolean framed) {
        DecodedSlice decoded = SliceFrames.decode(framed ? Zstd.compress(bytes) : bytes);

        assertTrue(decoded instanceof DecodedSlice.Refused || decoded instanceof DecodedSlice.Slice);
    }
}
