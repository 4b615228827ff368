package io.fleetmesh.meshstore.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks once at each connection that is past its handshake: whose it is. And counts them, all and by cluster. */
final class Connections extends ServerTransportFilter {
    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final String PREFIX = "local-";
    private static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("fleetmesh-connection");

    /**
     * A connection.
     *
     * @param cluster the one whose agents have a certificate with the common name {@code local-<cluster>}; empty for any
     *     other certificate
     * @param ranges permits for the range responses that it holds at once
     * @param watches that it may have open at once
     * @param end closes it at once, and with it all that waits to be sent on it
     */
    record Connection(Optional<String> cluster, Semaphore ranges, Quota watches, Runnable end) {

        /** Its client does not take what it is sent, while others wait. It comes again, if it is only slow. */
        void cut() {
            end.run();
        }
    }

    private final StoreMeters meters;
    private final StoreLimits limits;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private final Map<SocketAddress, Channel> channels = new ConcurrentHashMap<>();

    Connections(StoreMeters meters, StoreLimits limits) {
        this.meters = meters;
        this.limits = limits;
    }

    /** A connection begins, with its handshake to come. */
    void accepted(Channel channel) {
        SocketAddress address = channel.remoteAddress();
        channels.put(address, channel);
        channel.closeFuture().addListener(_ -> channels.remove(address, channel));
    }

    /** The connection that a call's attributes belong to. */
    static @Nullable Connection of(Attributes call) {
        return call.get(CONNECTION);
    }

    /** How many are open of agents of {@code cluster}; any thread may ask. */
    int of(String cluster) {
        return open.getOrDefault(cluster, 0);
    }

    @Override
    public Attributes transportReady(Attributes transport) {
        meters.connections(1);
        Optional<String> cluster = Optional.ofNullable(transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                .flatMap(Connections::clusterOf);
        cluster.ifPresent(name -> open.merge(name, 1, Integer::sum));
        Optional<Channel> channel = Optional.ofNullable(transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
                .map(channels::get);
        Connection connection = new Connection(
                cluster,
                new Semaphore(limits.ranges().perConnection()),
                new Quota(limits.watches().perConnection()),
                () -> channel.ifPresent(this::end));
        return transport.toBuilder().set(CONNECTION, connection).build();
    }

    private void end(Channel channel) {
        channel.eventLoop().execute(() -> {
            if (channel.isOpen()) {
                meters.refused("slow");
                LOG.warnv(
                        "Connection cut, its client takes nothing while others wait address={0}",
                        channel.remoteAddress());
                // Not through the pipeline, whose handlers would first send what the client does not take.
                channel.unsafe().close(channel.newPromise());
            }
        });
    }

    @Override
    public void transportTerminated(@Nullable Attributes transport) {
        if (transport == null) {
            // It ended before its handshake did, and was never counted.
            return;
        }
        meters.connections(-1);
        Optional.ofNullable(transport.get(CONNECTION))
                .flatMap(Connection::cluster)
                .ifPresent(name -> open.computeIfPresent(name, (_, count) -> count == 1 ? null : count - 1));
    }

    private static Optional<String> clusterOf(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate
                    ? commonName(certificate)
                            .filter(name -> name.startsWith(PREFIX))
                            .map(name -> name.substring(PREFIX.length()))
                            .filter(name -> !name.isEmpty())
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .findFirst();
        } catch (InvalidNameException _) {
            return Optional.empty();
        }
    }
}
