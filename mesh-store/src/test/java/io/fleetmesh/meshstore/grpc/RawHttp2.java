package io.fleetmesh.meshstore.grpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that writes frames by hand: what no library of gRPC would do. */
final class RawHttp2 implements AutoCloseable {
    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Http2FrameWriter writer = new DefaultHttp2FrameWriter();
    private final List<Http2Error> goAways = new CopyOnWriteArrayList<>();
    private final Map<Integer, Http2Error> resets = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final CountDownLatch agreed = new CountDownLatch(1);
    private final Frames frames = new Frames();
    private final Channel channel;

    private RawHttp2(int port, SslContext tls) throws InterruptedException {
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel starting) {
                        var _ = starting.pipeline()
                                .addLast(tls.newHandler(starting.alloc(), "127.0.0.1", port), frames);
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
        var _ = channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
    }

    /** Connects as far as HTTP/2's first words. */
    static RawHttp2 connect(int port, SslContext tls) throws InterruptedException {
        RawHttp2 client = new RawHttp2(port, tls);
        // Before its settings are acknowledged a server cannot hold anybody to them.
        client.agreed.await();
        return client;
    }

    private interface Writing {
        void to(ChannelHandlerContext context);
    }

    private void write(Writing writing) throws InterruptedException {
        ChannelHandlerContext context = channel.pipeline().context(frames);
        if (context != null) {
            var _ = channel.eventLoop()
                    .submit(() -> {
                        writing.to(context);
                        var _ = context.flush();
                    })
                    .sync();
        }
    }

    void ping() throws InterruptedException {
        write(context -> {
            var _ = writer.writePing(context, false, 1, context.newPromise());
        });
    }

    /** Begins a call of {@code Watch.Watch}. */
    void call(int stream) throws InterruptedException {
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("https")
                .authority("127.0.0.1")
                .path("/etcdserverpb.Watch/Watch")
                .add("content-type", "application/grpc")
                .add("te", "trailers");
        write(context -> {
            var _ = writer.writeHeaders(context, stream, headers, 0, false, context.newPromise());
        });
    }

    /** Breaks a call off. */
    void reset(int stream) throws InterruptedException {
        write(context -> {
            var _ = writer.writeRstStream(context, stream, Http2Error.CANCEL.code(), context.newPromise());
        });
    }

    /** Why the server ended the connection, if it said so. */
    List<Http2Error> goAways() {
        return goAways;
    }

    /** Streams that the server refused. */
    Map<Integer, Http2Error> resets() {
        return resets;
    }

    int acknowledgedPings() {
        return acknowledged.get();
    }

    @Override
    public void close() {
        var _ = channel.close();
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private final class Frames extends ByteToMessageDecoder {
        private final Http2FrameReader reader = new DefaultHttp2FrameReader();
        private final Noted noted = new Noted();

        /** At once, or its answer to the server's first words could come before its own. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
                var _ = context.write(Http2CodecUtil.connectionPrefaceBuf());
                var _ = writer.writeSettings(context, new Http2Settings(), context.newPromise());
                context.flush();
            }
            super.userEventTriggered(context, event);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Http2Exception {
            reader.readFrame(context, in, noted);
        }
    }

    private final class Noted extends Http2FrameAdapter {
        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
            var _ = writer.writeSettingsAck(context, context.newPromise());
            context.flush();
            agreed.countDown();
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext context, int lastStream, long error, ByteBuf debug) {
            goAways.add(Http2Error.valueOf(error));
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int stream, long error) {
            resets.put(stream, Http2Error.valueOf(error));
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext context, long data) {
            acknowledged.incrementAndGet();
        }
    }
}
