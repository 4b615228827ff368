package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a kubeconfig's context refers to. fabric8 does without it where it is not there, and asks another server, or as nobody;
 * kubectl refuses such a kubeconfig, and so do we: it may be half written.
 */
final class ContextEntries {
    private ContextEntries() {}

    /**
     * Whose context it is.
     *
     * @param current as fabric8 has found it
     * @param all the kubeconfig
     * @throws IllegalArgumentException if it has no such user, or not the context's cluster
     */
    static AuthInfo user(NamedContext current, Config all) {
        Context context = current.getContext();
        var _ = entry(all.getClusters(), NamedCluster::getName, context.getCluster(), "clusters", current);
        AuthInfo user = entry(all.getUsers(), NamedAuthInfo::getName, context.getUser(), "users", current)
                .getUser();
        return user == null ? new AuthInfo() : user;
    }

    private static <T> T entry(
            @Nullable List<T> entries,
            Function<T, @Nullable String> name,
            @Nullable String wanted,
            String field,
            NamedContext current) {
        return (entries == null ? List.<T>of() : entries)
                .stream()
                        .filter(entry -> wanted != null && wanted.equals(name.apply(entry)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("expected what its context " + current.getName()
                                + " names in " + field + ", found " + (wanted == null ? "no name" : "no " + wanted)));
    }
}
