package io.fleetmesh.meshstore.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
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
import org.jspecify.annotations.Nullable;

/** Looks once at each connection that is past its handshake: whose it is. And counts them, all and by cluster. */
final class Connections extends ServerTransportFilter {
    private static final String PREFIX = "local-";
    private static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("fleetmesh-connection");

    /**
     * A connection.
     *
     * @param cluster the one whose agents have a certificate with the common name {@code local-<cluster>}; empty for any
     *     other certificate
     * @param ranges permits for the range responses that it holds at once
     */
    record Connection(Optional<String> cluster, Semaphore ranges) {}

    private final StoreMeters meters;
    private final int rangesEach;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    Connections(StoreMeters meters, int rangesEach) {
        this.meters = meters;
        this.rangesEach = rangesEach;
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
        return transport.toBuilder()
                .set(CONNECTION, new Connection(cluster, new Semaphore(rangesEach)))
                .build();
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
