package io.fleetmesh.meshstore.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Decides about connections before their handshakes cost anything. One over the limits is closed at once; those that come
 * faster than handshakes may wait until it is {@link Handshakes their turn}, so that agents which all come at once, as after
 * a restart, do not slow down those that are served already, nor one address those of another.
 *
 * <p>A handler of the listening channel, in whose event loop all but the closing of connections happens.
 */
final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(ConnectionGate.class);
    private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final StoreLimits.OfConnections limits;
    private final StoreMeters meters;
    private final BooleanSupplier welcoming;
    private final Connections connections;
    private final Handshakes<Channel> handshakes;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();
    private boolean scheduled;
    private long lastLogged = System.nanoTime() - LOG_INTERVAL;

    ConnectionGate(
            StoreLimits.OfConnections limits, StoreMeters meters, BooleanSupplier welcoming, Connections connections) {
        this.connections = connections;
        this.welcoming = welcoming;
        this.limits = limits;
        this.meters = meters;
        this.handshakes = new Handshakes<>(limits.handshakesPerSecond(), System.nanoTime());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel connection = (Channel) accepted;
        InetAddress address = ((InetSocketAddress) connection.remoteAddress()).getAddress();
        if (!welcoming.getAsBoolean()) {
            refuse(connection, address, "behind", 0);
        } else if (open.get() >= limits.open()) {
            refuse(connection, address, "connections", limits.open());
        } else if (openByAddress.getOrDefault(address, 0) >= limits.perAddress()) {
            refuse(connection, address, "connections-per-address", limits.perAddress());
        } else {
            count(connection, address);
            connections.accepted(connection);
            handshakes.add(address, connection);
            begin(context);
        }
    }

    /** Nobody listens any more. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        for (Optional<Channel> left = handshakes.giveUp(); left.isPresent(); left = handshakes.giveUp()) {
            left.get().unsafe().closeForcibly();
        }
        meters.handshakesWaiting(0);
        context.fireChannelInactive();
    }

    private void count(Channel connection, InetAddress address) {
        open.incrementAndGet();
        openByAddress.merge(address, 1, Integer::sum);
        connection.closeFuture().addListener(_ -> {
            open.decrementAndGet();
            openByAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        });
    }

    private void refuse(Channel connection, InetAddress address, String limit, int most) {
        connection.unsafe().closeForcibly();
        meters.refused(limit);
        long now = System.nanoTime();
        if (now - lastLogged >= LOG_INTERVAL) {
            lastLogged = now;
            LOG.warnv(
                    "Connection refused address={0} limit={1} most={2}",
                    address.getHostAddress(), limit, Integer.toString(most));
        }
    }

    private void begin(ChannelHandlerContext context) {
        long now = System.nanoTime();
        for (Optional<Channel> next = handshakes.next(now); next.isPresent(); next = handshakes.next(now)) {
            context.fireChannelRead(next.get());
        }
        meters.handshakesWaiting(handshakes.waiting());
        if (handshakes.waiting() > 0 && !scheduled) {
            scheduled = true;
            var _ = context.executor()
                    .schedule(
                            () -> {
                                scheduled = false;
                                begin(context);
                            },
                            handshakes.pause(now),
                            TimeUnit.NANOSECONDS);
        }
    }
}
