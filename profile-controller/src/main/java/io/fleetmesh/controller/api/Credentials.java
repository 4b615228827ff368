package io.fleetmesh.controller.api;

import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who asks by TLS: the operator whose certificate was shown, or else whose token. The listener has verified the certificate.
 * Two at once must be the same person's.
 */
public final class Credentials implements Authentication {
    private static final String SCHEME = "bearer ";
    private static final Executor ALONE = Thread::startVirtualThread;

    private final Vertx vertx;
    private final boolean certificates;
    private final Optional<Tokens> tokens;
    private final Set<String> admins;

    /**
     * @param certificates whether an operator's certificate is taken
     * @param tokens empty if none are
     * @param admins names that are admins of everything
     */
    public Credentials(Vertx vertx, boolean certificates, Optional<Tokens> tokens, Set<String> admins) {
        this.vertx = vertx;
        this.certificates = certificates;
        this.tokens = tokens;
        this.admins = Set.copyOf(admins);
    }

    @Override
    public Found authenticate(HttpServerRequest request) {
        Optional<X509Certificate> shown = certificates ? certificate(request) : Optional.empty();
        List<String> headers = request.headers().getAll("Authorization");
        if (!headers.isEmpty() && tokens.isPresent()) {
            return headers.size() == 1
                            && headers.getFirst().toLowerCase(Locale.ROOT).startsWith(SCHEME)
                    ? byToken(headers.getFirst().substring(SCHEME.length()).strip(), shown)
                    : new Result.Unknown("Authorization: expected one bearer token");
        }
        if (shown.isEmpty()) {
            return new Result.Unknown("expected " + expected() + ", found neither");
        }
        return Operators.caller(shown.get(), admins)
                .<Result>map(Result.Known::new)
                .orElseGet(() -> new Result.Unknown(
                        "the client certificate is valid, but no operator's: expected the common name"
                                + " user:NAME and the usage clientAuth only"));
    }

    private String expected() {
        return (certificates ? "an operator's client certificate" : "")
                + (certificates && tokens.isPresent() ? " or " : "")
                + (tokens.isPresent() ? "a bearer token" : "");
    }

    /** Each on a thread of its own: those that wait for the issuer's keys hold up neither the others nor answers. */
    private Asking byToken(String token, Optional<X509Certificate> shown) {
        Optional<Caller> holder = shown.flatMap(certificate -> Operators.caller(certificate, admins));
        return new Asking(() -> Future.fromCompletionStage(
                        CompletableFuture.supplyAsync(() -> tokens.orElseThrow().caller(token), ALONE),
                        vertx.getOrCreateContext())
                .map(result -> result instanceof Result.Known(Caller caller)
                                && holder.filter(other -> !other.name().equals(caller.name()))
                                        .isPresent()
                        ? new Result.Unknown("the client certificate and the bearer token are of two people")
                        : result)
                .otherwise(_ -> new Result.Unknown("the bearer token cannot be checked")));
    }

    private static Optional<X509Certificate> certificate(HttpServerRequest request) {
        try {
            SSLSession session = request.sslSession();
            return session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    @Override
    public String challenge() {
        return tokens.isPresent()
                ? "Bearer realm=\"fleetmesh\", error=\"invalid_token\""
                : "ClientCertificate realm=\"fleetmesh\"";
    }
}
