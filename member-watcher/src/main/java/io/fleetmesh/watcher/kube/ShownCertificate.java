package io.fleetmesh.watcher.kube;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a server has shown last, whether it is trusted or not: what its end is can be told of one that has ended,
 * too. Whom to trust is left to others. Thread-safe.
 */
final class ShownCertificate {
    private volatile @Nullable X509Certificate last;

    /** Its end; empty as long as none was shown. */
    Optional<Instant> expires() {
        return Optional.ofNullable(last)
                .map(certificate -> certificate.getNotAfter().toInstant());
    }

    /** The same managers, which from now on let this see what they are shown; they decide as they did. */
    TrustManager @Nullable [] seenBy(TrustManager @Nullable [] managers) {
        if (managers == null) {
            return null;
        }
        TrustManager[] seen = managers.clone();
        for (int i = 0; i < seen.length; i++) {
            // Of others the JDK would not take a wrapped one as it takes the original.
            if (seen[i] instanceof X509ExtendedTrustManager trust) {
                seen[i] = new Witness(trust);
            }
        }
        return seen;
    }

    private void see(X509Certificate[] chain) {
        if (chain.length > 0) {
            last = chain[0];
        }
    }

    private final class Witness extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager trust;

        Witness(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            see(chain);
            trust.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            see(chain);
            trust.checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            see(chain);
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            trust.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
