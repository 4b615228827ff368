package io.fleetmesh.benchmarks;

import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Kubernetes API of one simulated member, as far as a watcher asks for it: lists in pages that show one revision, watches
 * from a revision on, bookmarks, 401 without the token. All methods are for the member's event loop.
 */
final class ScaleApi {
    private static final String KUBE_SYSTEM = "/api/v1/namespaces/kube-system";
    private static final long FIRST_REVISION = 1_000;

    private record Kind(String name, Class<? extends MemberFact> fact) {}

    private static final Map<String, Kind> KINDS = Map.of(
            "/api/v1/namespaces",
            new Kind("Namespace", NamespaceFact.class),
            "/api/v1/services",
            new Kind("Service", ServiceFact.class),
            "/apis/discovery.k8s.io/v1/endpointslices",
            new Kind("EndpointSlice", EndpointSliceFact.class),
            KUBE_SYSTEM + "/configmaps",
            new Kind("ConfigMap", CiliumConfigFact.class),
            "/apis/apps/v1/namespaces/kube-system/daemonsets",
            new Kind("DaemonSet", CiliumAgentFact.class),
            "/apis/cilium.io/v2/ciliumnodes",
            new Kind("CiliumNode", CiliumNodeFact.class),
            "/apis/cilium.io/v2/ciliumidentities",
            new Kind("CiliumIdentity", CiliumIdentityFact.class),
            "/apis/multicluster.x-k8s.io/v1beta1/serviceexports",
            new Kind("ServiceExport", ServiceExportFact.class),
            "/apis/cilium.io/v2/ciliumendpoints",
            new Kind("CiliumEndpoint", CiliumEndpointFact.class));

    private final Vertx vertx;
    private final ScaleMember member;
    private final int pods;
    private final String authorization;
    private final ScaleState state;
    private final Set<ScaleWatch> watches = new LinkedHashSet<>();

    ScaleApi(Vertx vertx, ScaleMember member, int pods, String token) {
        this.vertx = vertx;
        this.member = member;
        this.pods = pods;
        this.authorization = "Bearer " + token;
        this.state = new ScaleState(pods, FIRST_REVISION);
    }

    /** Changes a pod's endpoint; the change is on its way to the watches when this returns. */
    void change(int pod, long number, boolean replaced) {
        state.change(pod, number, replaced);
        watches.forEach(ScaleWatch::pump);
    }

    void handle(HttpServerRequest request) {
        Kind kind = KINDS.get(request.path());
        if (!authorization.equals(request.getHeader("Authorization"))) {
            refuse(request, 401, "Unauthorized");
        } else if (request.path().equals(KUBE_SYSTEM)) {
            answer(
                    request,
                    200,
                    "{\"kind\":\"Namespace\",\"metadata\":{\"name\":\"kube-system\",\"uid\":\"uid-" + member.id()
                            + "\"}}");
        } else if (kind == null) {
            refuse(request, 404, "the server could not find the requested resource");
        } else if ("true".equals(request.getParam("watch"))) {
            watch(request, kind);
        } else {
            list(request, kind);
        }
    }

    private static void refuse(HttpServerRequest request, int status, String message) {
        answer(request, status, "{\"kind\":\"Status\",\"code\":" + status + ",\"message\":\"" + message + "\"}");
    }

    private static void answer(HttpServerRequest request, int status, String body) {
        answer(request, status, Buffer.buffer(body));
    }

    private static void answer(HttpServerRequest request, int status, Buffer body) {
        var _ = request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }

    private static boolean changes(Kind kind) {
        return kind.fact() == CiliumEndpointFact.class;
    }

    private void list(HttpServerRequest request, Kind kind) {
        if (changes(kind)) {
            endpoints(request, kind);
            return;
        }
        Buffer list = head(kind, state.revision(), "");
        member.standing().stream()
                .filter(kind.fact()::isInstance)
                .forEach(fact -> item(list, KubeObjects.json(fact, FIRST_REVISION)));
        answer(request, 200, list.appendString("]}"));
    }

    /** Where a list goes on is {@code REVISION.POD}. */
    private void endpoints(HttpServerRequest request, Kind kind) {
        String token = request.getParam("continue");
        List<String> parts = token == null ? List.of() : List.of(token.split("\\.", -1));
        Optional<ScaleState.Snapshot> then =
                token == null ? Optional.of(state.snapshot()) : state.snapshot(Long.parseLong(parts.getFirst()));
        if (then.isEmpty()) {
            refuse(request, 410, "the provided continue parameter is too old");
            return;
        }
        int from = token == null ? 0 : Integer.parseInt(parts.getLast());
        String limit = request.getParam("limit");
        int to = limit == null ? pods : Math.min(pods, from + Integer.parseInt(limit));
        long revision = then.get().revision();
        Buffer list = head(kind, revision, to == pods ? "" : revision + "." + to);
        for (int pod = from; pod < to; pod++) {
            item(list, object(then.get().pod(pod), revision));
        }
        answer(request, 200, list.appendString("]}"));
    }

    private static Buffer head(Kind kind, long revision, String next) {
        return Buffer.buffer("{\"kind\":\"" + kind.name() + "List\",\"metadata\":{\"resourceVersion\":\"" + revision
                + "\",\"continue\":\"" + next + "\"},\"items\":[");
    }

    private static void item(Buffer list, String json) {
        if (list.getByte(list.length() - 1) != '[') {
            list.appendByte((byte) ',');
        }
        list.appendString(json);
    }

    private String object(ScaleState.Pod pod, long revision) {
        String mark = pod.change() == 0 ? ScaleMember.deployment(pod.index()) : "change-" + pod.change();
        return KubeObjects.json(member.endpoint(pod.index(), pod.generation(), mark), revision);
    }

    private void watch(HttpServerRequest request, Kind kind) {
        long seen = Long.parseLong(request.getParam("resourceVersion"));
        long position = state.after(seen);
        if (position < 0) {
            refuse(request, 410, "too old resource version: " + seen);
            return;
        }
        ScaleWatch watch =
                new ScaleWatch(request.response(), kind.name(), state, this::object, changes(kind), position);
        if (changes(kind)) {
            watches.add(watch);
        }
        long seconds = Long.parseLong(request.getParam("timeoutSeconds"));
        watch.open(vertx, seconds, () -> watches.remove(watch));
    }
}
