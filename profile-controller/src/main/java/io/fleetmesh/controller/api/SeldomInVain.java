package io.fleetmesh.controller.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * Gets a key set, and after a failure fails for a while without asking: whoever shows a token makes us ask, and holds a thread
 * until there is an answer. Thread-safe.
 */
final class SeldomInVain implements SimpleGet {
    private static final Logger LOG = Logger.getLogger(SeldomInVain.class);

    private record Failure(IOException reason, long at) {}

    private final SimpleGet get;
    private final long pause;
    private volatile Optional<Failure> last = Optional.empty();

    SeldomInVain(SimpleGet get, Duration pause) {
        this.get = get;
        this.pause = pause.toNanos();
    }

    @Override
    public SimpleResponse get(String location) throws IOException {
        Optional<Failure> before = last.filter(failure -> System.nanoTime() - failure.at() < pause);
        if (before.isPresent()) {
            throw new IOException(before.get().reason());
        }
        try {
            SimpleResponse answer = withKeys(get.get(location), location);
            last = Optional.empty();
            return answer;
        } catch (IOException e) {
            LOG.warnf("no keys of the issuer of bearer tokens, its tokens are refused until there are: %s", e);
            last = Optional.of(new Failure(e, System.nanoTime()));
            throw e;
        }
    }

    private static SimpleResponse withKeys(SimpleResponse answer, String location) throws IOException {
        try {
            if (new JsonWebKeySet(answer.getBody()).getJsonWebKeys().isEmpty()) {
                throw new IOException(location + ": expected a JSON Web Key Set with at least one key, found none");
            }
            return answer;
        } catch (JoseException e) {
            throw new IOException(location + ": expected a JSON Web Key Set: " + e.getMessage(), e);
        }
    }
}
