package io.fleetmesh.controller.service;

import io.fleetmesh.controller.api.ApiLimits;
import io.fleetmesh.controller.api.ApiListener;
import io.fleetmesh.controller.api.Authentication;
import io.fleetmesh.controller.api.Credentials;
import io.fleetmesh.controller.api.Elsewhere;
import io.fleetmesh.controller.api.Keys;
import io.fleetmesh.controller.api.LocalOnly;
import io.fleetmesh.controller.api.Tokens;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** What {@link ApiConfig} comes to. What is half said is refused at start, by key. */
final class ApiAccess {
    /** Longer than watches say nothing. */
    private static final Duration MOST_SILENT = Duration.ofSeconds(30);

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);
    private static final int LEAST_BYTES = 4096;

    private final ApiConfig config;

    ApiAccess(ApiConfig config) {
        this.config = config;
        if (config.port().isEmpty()) {
            require(config.oidc().isEmpty() && config.clientCa().isEmpty(), "port", "a port beside client-ca or oidc");
            return;
        }
        require(config.certificate().isPresent(), "certificate", "a file beside port");
        require(config.key().isPresent(), "key", "a file beside port");
        require(config.clientCa().isPresent() || config.oidc().isPresent(), "client-ca", "it or oidc beside port");
        require(!admins().isEmpty(), "admins", "at least one name beside port");
    }

    /** How much may be asked at once. */
    ApiLimits limits() {
        ApiConfig.Connections connections = config.connections();
        ApiConfig.Requests requests = config.requests();
        ApiConfig.Watches watches = config.watches();
        return new ApiLimits(
                new ApiLimits.OfConnections(
                        atLeast(1, "connections.open", connections.open()),
                        atLeast(1, "connections.per-address", connections.perAddress()),
                        atLeast(MOST_SILENT, "connections.idle", connections.idle())),
                new ApiLimits.OfRequests(
                        atLeast(1, "requests.open", requests.open()),
                        atLeast(1, "requests.per-caller", requests.perCaller()),
                        atLeast(1, "requests.unauthenticated-per-address", requests.unauthenticatedPerAddress()),
                        atLeast(LEAST_PATIENCE, "requests.patience", requests.patience())),
                new ApiLimits.OfWatches(
                        atLeast(1, "watches.open", watches.open()),
                        atLeast(1, "watches.per-caller", watches.perCaller()),
                        atLeast(LEAST_BYTES, "watches.queued-bytes", watches.queuedBytes()),
                        atLeast(LEAST_PATIENCE, "watches.patience", watches.patience())));
    }

    private static <T extends Comparable<T>> T atLeast(T least, String key, T found) {
        if (found.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "fleetmesh.api." + key + ": expected at least " + least + ", found " + found);
        }
        return found;
    }

    private static void require(boolean holds, String key, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("fleetmesh.api." + key + ": expected " + expected + ", found none");
        }
    }

    private Set<String> admins() {
        return config.admins().orElse(Set.of());
    }

    /** At the port of health. */
    Authentication plain() {
        return config.port().<Authentication>map(Elsewhere::new).orElseGet(LocalOnly::new);
    }

    /** By TLS; empty if nobody is authenticated. */
    Optional<Authentication> credentials(Vertx vertx) {
        return config.port().map(_ -> new Credentials(vertx, config.clientCa().isPresent(), tokens(), admins()));
    }

    /** Where that is. */
    Optional<ApiListener.Settings> listener() {
        return config.port()
                .map(port -> new ApiListener.Settings(
                        config.host(),
                        port,
                        config.certificate().orElseThrow(),
                        config.key().orElseThrow(),
                        config.clientCa(),
                        config.oidc().isEmpty()));
    }

    private Optional<Tokens> tokens() {
        return config.oidc()
                .map(oidc -> new Tokens(
                        new Tokens.Settings(
                                oidc.issuer(),
                                oidc.audience(),
                                oidc.subjectClaim().orElse("sub"),
                                oidc.groupsClaim().orElse("groups")),
                        admins(),
                        keys(oidc)));
    }

    private static VerificationKeyResolver keys(ApiConfig.Oidc oidc) {
        Optional<String> file = oidc.jwks().filter(place -> !place.contains("://"));
        if (file.isPresent()) {
            return Keys.from(Path.of(file.get()));
        }
        Optional<X509Certificate> trusted = oidc.ca().map(ApiAccess::certificate);
        String key = oidc.jwks().isPresent() ? "oidc.jwks" : "oidc.issuer";
        try {
            return oidc.jwks()
                    .map(address -> Keys.at(address, trusted))
                    .orElseGet(() -> Keys.ofIssuer(oidc.issuer(), trusted));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("fleetmesh.api." + key + ": " + e.getMessage(), e);
        }
    }

    private static X509Certificate certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("fleetmesh.api.oidc.ca: " + file + " cannot be read: " + e, e);
        }
    }
}
