package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kubeconfig, and the certificates and the key that its context names by file, as they were at one moment. Thread-safe. */
final class AccessFiles {
    private final Path link;
    private final Path kubeconfig;
    private final Map<Path, byte[]> texts = new LinkedHashMap<>();
    private final AuthInfo user;
    private final Config config;

    private AccessFiles(Way way) throws IOException {
        this.link = way.kubeconfig();
        Optional<String> context = way.context();
        this.kubeconfig = link.toRealPath();
        byte[] text = remember(kubeconfig);
        Config read = parse(context);
        // Where there is none of that name fabric8 takes the current one, which may be another cluster's.
        NamedContext current = read.getCurrentContext();
        if (current == null || !context.orElse(current.getName()).equals(current.getName())) {
            throw new IllegalArgumentException("kubeconfig " + link + ": expected a context named "
                    + context.orElse("by current-context") + ", found none");
        }
        this.user = user(current, text, read.getAutoOAuthToken());
        // What is looked at here is what the client has: it would read the files once more, and may find others.
        this.config = new ConfigBuilder(read)
                .withCaCertData(data(read.getCaCertData(), read.getCaCertFile()))
                .withCaCertFile(null)
                .withClientCertData(data(read.getClientCertData(), read.getClientCertFile()))
                .withClientCertFile(null)
                .withClientKeyData(data(read.getClientKeyData(), read.getClientKeyFile()))
                .withClientKeyFile(null)
                .withMasterUrl(way.server().orElse(read.getMasterUrl()))
                .build();
    }

    /**
     * Reads them.
     *
     * @param way by a kubeconfig or a link to it, which is followed each time: what a kubeconfig refers to is relative to where
     *     it really is
     * @throws IllegalArgumentException if they cannot be used; the message names the file and what was expected
     */
    static AccessFiles read(Way way) {
        try {
            AccessFiles files = new AccessFiles(way);
            ClientKey.check(files.config);
            return files;
        } catch (IOException | KubernetesClientException e) {
            throw new IllegalArgumentException("kubeconfig " + way.kubeconfig() + " cannot be used: " + reason(e), e);
        }
    }

    /** What is no YAML is a failure of the parser's own, and of several kinds. */
    private Config parse(Optional<String> context) {
        try {
            return context.map(name -> Config.fromKubeconfig(name, kubeconfig.toFile()))
                    .orElseGet(() -> Config.fromKubeconfig(kubeconfig.toFile()));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("kubeconfig " + link + " cannot be used: " + reason(e), e);
        }
    }

    /** @param token that goes with each request, wherever it is from; empty if there is none */
    private AuthInfo user(NamedContext current, byte[] text, @Nullable String token) {
        try {
            AuthInfo found = ContextEntries.user(
                    current,
                    Serialization.unmarshal(new String(text, UTF_8), io.fabric8.kubernetes.api.model.Config.class));
            if (token != null && !token.isEmpty() && !TokenFile.canBeSent(token)) {
                throw new IllegalArgumentException(
                        "expected a token of visible ASCII characters for the user of context " + current.getName()
                                + ", found others in it, as a line break behind it");
            }
            return found;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("kubeconfig " + link + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // It has been replaced since it was parsed.
            throw new IllegalArgumentException("kubeconfig " + link + " cannot be used: " + reason(e), e);
        }
    }

    /** Of a failure to read them: fabric8's own message says only that an error has occurred. */
    static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        // Some messages are a file's name and nothing else.
        return cause instanceof FileSystemException ? cause.toString() : String.valueOf(cause.getMessage());
    }

    private byte[] remember(Path file) throws IOException {
        byte[] text = Files.readAllBytes(file);
        texts.put(file, text);
        return text;
    }

    private @Nullable String data(@Nullable String data, @Nullable String file) throws IOException {
        if (data != null || file == null) {
            return data;
        }
        byte[] text = remember(Path.of(file));
        if (text.length == 0) {
            // fabric8 would take it for none: without a CA it trusts all that the JDK does, without a certificate it is
            // nobody.
            throw new IOException("expected certificates or a key in " + file + ", found an empty file");
        }
        return Base64.getEncoder().encodeToString(text);
    }

    /** What they say; its certificates and its key are in it. */
    Config config() {
        return config;
    }

    /** Who the kubeconfig's context is of. */
    AuthInfo user() {
        return user;
    }

    /** Where the kubeconfig really was. */
    Path kubeconfig() {
        return kubeconfig;
    }

    /** Whether they say something else now. What cannot be read is about to be replaced, and has not changed yet. */
    boolean changed() {
        try {
            if (!link.toRealPath().equals(kubeconfig)) {
                return true;
            }
            for (Map.Entry<Path, byte[]> known : texts.entrySet()) {
                if (!Arrays.equals(Files.readAllBytes(known.getKey()), known.getValue())) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return false;
        }
    }
}
