package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.fabric8.kubernetes.client.utils.Serialization;
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
    private final Path file;
    private volatile String last;

    private TokenFile(Path file, String first) {
        this.file = file;
        this.last = first;
    }

    /**
     * That of the current context's user, if it has one. It counts before a token in the kubeconfig itself, as in kubectl.
     *
     * @param config as read from {@code kubeconfig}, with a current context
     * @throws IllegalArgumentException if there is no token in the file
     */
    static Optional<TokenFile> of(Path kubeconfig, Config config) {
        String user = config.getCurrentContext().getContext().getUser();
        return Serialization.unmarshal(read(kubeconfig), io.fabric8.kubernetes.api.model.Config.class)
                .getUsers()
                .stream()
                .filter(named -> named.getName().equals(user))
                .map(NamedAuthInfo::getUser)
                .map(AuthInfo::getTokenFile)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst()
                .map(name -> kubeconfig.resolveSibling(name))
                .map(file -> new TokenFile(
                        file,
                        token(file)
                                .orElseThrow(() -> new IllegalArgumentException("kubeconfig " + kubeconfig
                                        + ": expected a token in the readable file " + file + ", found none"))));
    }

    private static String read(Path kubeconfig) {
        try {
            return Files.readString(kubeconfig);
        } catch (IOException e) {
            throw new IllegalArgumentException("kubeconfig " + kubeconfig + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Optional<String> token(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(token -> !token.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public String getToken() {
        token(file).ifPresent(token -> last = token);
        return last;
    }
}
