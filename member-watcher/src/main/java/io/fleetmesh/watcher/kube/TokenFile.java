package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The token that a kubeconfig's user names by {@code tokenFile}, which fabric8 does not know. It is read for each request,
 * since somebody puts a new one there before the old one ends; where that cannot be read, the last one is tried on.
 * Thread-safe.
 */
final class TokenFile implements OAuthTokenProvider {
    private static final char DELETE = 0x7f;

    private final Path file;
    private volatile String last;

    private TokenFile(Path file, String first) {
        this.file = file;
        this.last = first;
    }

    /**
     * That of a user, if it has one. It counts before a token in the kubeconfig itself, as in kubectl.
     *
     * @param kubeconfig where the user is from
     * @throws IllegalArgumentException if there is no token in the file
     */
    static Optional<TokenFile> of(Path kubeconfig, AuthInfo user) {
        return Optional.ofNullable(user.getTokenFile())
                .filter(name -> !name.isEmpty())
                .map(kubeconfig::resolveSibling)
                .map(file -> new TokenFile(
                        file,
                        token(file)
                                .orElseThrow(() -> new IllegalArgumentException("kubeconfig " + kubeconfig
                                        + ": expected a token in the readable file " + file + ", found none"))));
    }

    private static Optional<String> token(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(TokenFile::canBeSent);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Whether a header can carry it: a file that is being written may have anything in it. */
    static boolean canBeSent(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < DELETE);
    }

    @Override
    public String getToken() {
        token(file).ifPresent(token -> last = token);
        return last;
    }
}
