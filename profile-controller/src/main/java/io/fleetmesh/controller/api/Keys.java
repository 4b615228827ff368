package io.fleetmesh.controller.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jose4j.http.Get;
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
    private Keys() {}

    /** Fetched when first needed, kept as long as the answer says, and fetched again for a key that is not among them. */
    public static VerificationKeyResolver from(String url, Optional<X509Certificate> trusted) {
        if (!url.startsWith("https://")) {
            throw new IllegalArgumentException("expected an address that begins with https://, found " + url);
        }
        HttpsJwks keys = new HttpsJwks(url);
        Get get = new Get();
        get.setConnectTimeout(5000);
        get.setReadTimeout(5000);
        get.setRetries(1);
        trusted.ifPresent(get::setTrustedCertificates);
        keys.setSimpleHttpGet(get);
        return new HttpsJwksVerificationKeyResolver(keys);
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
