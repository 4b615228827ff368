package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.domain.Bytes;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;

/** Writes a frame's parts straight into gRPC's buffers. Only a server's side: it reads no frames. */
final class WatchFrameMarshaller implements MethodDescriptor.Marshaller<WatchFrame> {

    @Override
    public InputStream stream(WatchFrame frame) {
        return new FrameStream(frame);
    }

    @Override
    public WatchFrame parse(InputStream stream) {
        throw new UnsupportedOperationException("a server sends watch responses and reads none");
    }

    private static final class FrameStream extends InputStream implements Drainable, KnownLength {
        private final Iterator<Bytes> parts;
        private int left;
        private InputStream part = InputStream.nullInputStream();

        FrameStream(WatchFrame frame) {
            parts = frame.parts().iterator();
            left = frame.size();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int written = left;
            var _ = part.transferTo(target);
            while (parts.hasNext()) {
                target.write(parts.next().bytes());
            }
            left = 0;
            return written;
        }

        @Override
        public int available() {
            return left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** For transports that do not drain. */
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (part.available() == 0 && parts.hasNext()) {
                part = new ByteArrayInputStream(parts.next().bytes());
            }
            int read = part.read(target, offset, length);
            left -= Math.max(read, 0);
            return read;
        }
    }
}
