package io.fleetmesh.controller.api;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jose4j.http.Get;
import org.jose4j.http.SimpleGet;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/** The issuer's public keys, as a JSON Web Key Set. */
public final class Keys {
    /** The shortest time between two fetches that only a token of an unknown key, or a failure, is the reason for. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Keys that are old are kept for so much longer, and again, while the issuer does not say which count now. */
    private static final Duration RETAINED = Duration.ofMinutes(1);

    private Keys() {}

    /**
     * Where the issuer's discovery document says, as in OpenID Connect Discovery 1.0; else as {@link #at}.
     *
     * @param trusted the CA of all addresses that are asked; those of the JDK if empty
     */
    public static VerificationKeyResolver ofIssuer(String issuer, Optional<X509Certificate> trusted) {
        return ofIssuer(issuer, trusted, PAUSE);
    }

    static VerificationKeyResolver ofIssuer(String issuer, Optional<X509Certificate> trusted, Duration pause) {
        String document = https(issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration";
        return fetched(document, new Discovery(issuer, byTls(trusted)), pause);
    }

    /**
     * Fetched when first needed, kept as long as the answer says, and fetched again for a key that is not among them: but
     * seldom, for anybody can show tokens of such keys.
     *
     * @param trusted the CA of that address; those of the JDK if empty
     */
    public static VerificationKeyResolver at(String address, Optional<X509Certificate> trusted) {
        return fetched(https(address), byTls(trusted), PAUSE);
    }

    static VerificationKeyResolver fetched(String address, SimpleGet get, Duration pause) {
        HttpsJwks keys = new HttpsJwks(address);
        keys.setSimpleHttpGet(new SeldomInVain(get, pause));
        keys.setRefreshReprieveThreshold(pause.toMillis());
        keys.setRetainCacheOnErrorDuration(RETAINED.toSeconds());
        return new HttpsJwksVerificationKeyResolver(keys);
    }

    private static SimpleGet byTls(Optional<X509Certificate> trusted) {
        Get get = new Get();
        get.setConnectTimeout(5000);
        get.setReadTimeout(5000);
        get.setRetries(0);
        trusted.ifPresent(get::setTrustedCertificates);
        return get;
    }

    static boolean isHttps(Object address) {
        try {
            return address instanceof String text
                    && "https".equals(new URI(text).getScheme())
                    && new URI(text).getHost() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String https(String address) {
        if (!isHttps(address)) {
            throw new IllegalArgumentException("expected an address that begins with https://, found " + address);
        }
        return address;
    }

    /** Read again whenever the file is another one. */
    public static VerificationKeyResolver from(Path file) {
        return new InFile(file);
    }

    private static final class InFile implements VerificationKeyResolver {
        private record Read(Path file, FileTime modified, VerificationKeyResolver keys) {}

        private final Path path;
        private volatile Optional<Read> last = Optional.empty();

        InFile(Path path) {
            this.path = path;
        }

        @Override
        public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting)
                throws UnresolvableKeyException {
            return keys().resolveKey(signature, nesting);
        }

        private VerificationKeyResolver keys() throws UnresolvableKeyException {
            try {
                Path file = path.toRealPath();
                FileTime modified = Files.getLastModifiedTime(file);
                Optional<Read> before = last;
                if (before.isPresent()
                        && before.get().file().equals(file)
                        && before.get().modified().equals(modified)) {
                    return before.get().keys();
                }
                VerificationKeyResolver keys =
                        new JwksVerificationKeyResolver(new JsonWebKeySet(Files.readString(file)).getJsonWebKeys());
                last = Optional.of(new Read(file, modified, keys));
                return keys;
            } catch (IOException | JoseException e) {
                throw new UnresolvableKeyException("no key set in " + path, e);
            }
        }
    }
}
