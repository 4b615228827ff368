package io.fleetmesh.watcher.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.Presence;
import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.Seen;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Objects by whose metadata it is told who looks after Cilium and a native mesh. Nothing but metadata is asked for
 * ({@code PartialObjectMetadata}) or taken, and of that only what marks an owner: a Secret's entries do not travel, and their
 * names, which stand in {@code managedFields}, and what {@code kubectl apply} has noted in an annotation are dropped unread.
 */
final class OwnedObjects {
    static final String MESH_API_SERVER = "clustermesh-apiserver";
    static final String MESH_SECRET = "cilium-clustermesh";

    private static final String PARTIAL = "PartialObjectMetadata";
    private static final String AGENTS =
            "apis/apps/v1/namespaces/kube-system/daemonsets?fieldSelector=metadata.name%3Dcilium&limit=1";
    private static final int MOST_MANAGERS = 32;
    private static final int LONGEST = 256;

    private static final Set<String> MARKS =
            Set.of("app.kubernetes.io/managed-by", "helm.sh/chart", "kubernetes.io/cluster-service");

    /** Whoever uses one of these, or what is below them, marks what is theirs: Helm, Flux, Argo CD, addon managers, providers. */
    private static final Set<String> DOMAINS = Set.of(
            "meta.helm.sh",
            "toolkit.fluxcd.io",
            "argocd.argoproj.io",
            "addonmanager.kubernetes.io",
            "azure.com",
            "kubernetes-fleet.io",
            "gke.io",
            "eks.amazonaws.com");

    /** That a provider's cluster is around a node, and that its Cilium is on it. */
    private static final Set<String> NODE_LABELS = Set.of(
            "kubernetes.azure.com/cluster",
            "kubernetes.azure.com/network-policy",
            "kubernetes.azure.com/ebpf-dataplane",
            "cloud.google.com/gke-nodepool",
            "eks.amazonaws.com/nodegroup");

    private final MemberConnection api;

    OwnedObjects(MemberConnection api) {
        this.api = api;
    }

    Inventory.Owners ask() throws InterruptedException {
        return new Inventory.Owners(
                // By a list, for which there is a right already.
                first(Asking.of(() -> owned(list(AGENTS)))),
                Asking.of(() -> owned(object("apis/apps/v1/namespaces/kube-system/deployments/" + MESH_API_SERVER))),
                Asking.of(() -> owned(object("api/v1/namespaces/kube-system/secrets/" + MESH_SECRET))),
                first(Asking.of(() -> nodeLabels(list("api/v1/nodes?limit=1")))));
    }

    /** An empty list is an answer: there is none. */
    private static <T> Seen<T> first(Seen<Optional<T>> seen) {
        return switch (seen) {
            case Seen.Is<Optional<T>>(Optional<T> first) ->
                first.<Seen<T>>map(Seen.Is::new).orElseGet(Seen.None::new);
            case Seen.None<Optional<T>> _ -> new Seen.None<>();
            case Seen.Unknown<Optional<T>> _ -> new Seen.Unknown<>();
            case Seen.Silent<Optional<T>> _ -> new Seen.Silent<>();
        };
    }

    private Tree object(String path) throws ApiFailure, BadField, InterruptedException {
        return metadata(path, PARTIAL);
    }

    /** The first of a list, if there is one. */
    private Optional<Tree> list(String path) throws ApiFailure, BadField, InterruptedException {
        return metadata(path, PARTIAL + "List").at("items").items().stream().findFirst();
    }

    /** Whatever else may come is not looked at. */
    private Tree metadata(String path, String kind) throws ApiFailure, InterruptedException, BadField {
        JsonNode body = api.get(path, "application/json;as=" + kind + ";g=meta.k8s.io;v=v1")
                .body();
        if (!body.path("kind").asText().equals(kind)) {
            throw new BadField("kind", kind, "another kind");
        }
        return Tree.of(body);
    }

    private static Optional<Owned> owned(Optional<Tree> object) throws BadField {
        return object.isPresent() ? Optional.of(owned(object.get())) : Optional.empty();
    }

    /** What marks the owner of an object. */
    static Owned owned(Tree object) throws BadField {
        Tree metadata = object.at("metadata");
        return new Owned(
                Presence.PRESENT,
                marks(metadata.at("labels")),
                marks(metadata.at("annotations")),
                managers(metadata.at("managedFields")).stream()
                        .limit(MOST_MANAGERS)
                        .toList());
    }

    private static Map<String, String> marks(Tree map) throws BadField {
        Map<String, String> marks = new HashMap<>();
        map.texts().forEach((key, value) -> {
            if (isMark(key)) {
                marks.put(key, cut(value));
            }
        });
        return marks;
    }

    private static boolean isMark(String key) {
        String domain = key.substring(0, Math.max(key.indexOf('/'), 0));
        return MARKS.contains(key)
                || DOMAINS.stream().anyMatch(mark -> domain.equals(mark) || domain.endsWith("." + mark));
    }

    private static Set<String> managers(Tree fields) throws BadField {
        Set<String> managers = new TreeSet<>();
        for (Tree entry : fields.items()) {
            entry.at("manager").text().map(OwnedObjects::cut).ifPresent(managers::add);
        }
        return managers;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static Optional<Map<String, String>> nodeLabels(Optional<Tree> node) throws BadField {
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> labels = node.get().at("metadata").at("labels").texts();
        labels.keySet().retainAll(NODE_LABELS);
        return Optional.of(labels);
    }
}
