package io.fleetmesh.watcher.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a kubeconfig's context refers to. Where that is not there, as in one that is half written, fabric8 does without it and asks
 * another server, or as nobody: such a kubeconfig is refused.
 */
final class ContextEntries {
    private ContextEntries() {}

    /**
     * Whose context it is; nobody if the context names no user.
     *
     * @param current as fabric8 has found it
     * @param all the kubeconfig
     * @throws IllegalArgumentException if the user or the cluster that the context names is not there, or it names no cluster
     */
    static AuthInfo user(NamedContext current, @Nullable Config all) {
        if (all == null) {
            throw new IllegalArgumentException("expected a kubeconfig, found nothing");
        }
        Context context = current.getContext();
        String cluster = Optional.ofNullable(context.getCluster()).orElse("");
        var _ = entry(all.getClusters(), NamedCluster::getName, NamedCluster::getCluster, cluster, "clusters", current);
        String user = Optional.ofNullable(context.getUser()).orElse("");
        return user.isEmpty()
                ? new AuthInfo()
                : entry(all.getUsers(), NamedAuthInfo::getName, NamedAuthInfo::getUser, user, "users", current);
    }

    private static <T, R> R entry(
            @Nullable List<T> entries,
            Function<T, @Nullable String> name,
            Function<T, @Nullable R> content,
            String wanted,
            String field,
            NamedContext current) {
        return (entries == null ? List.<T>of() : entries)
                .stream()
                        .filter(entry -> wanted.equals(name.apply(entry)))
                        .findFirst()
                        .map(content)
                        .orElseThrow(() -> new IllegalArgumentException("expected what its context " + current.getName()
                                + " names in " + field + ", found nothing for '" + wanted + "'"));
    }
}
