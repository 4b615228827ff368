package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckText;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be told of a cluster by its kubeconfig alone: whether it is reached, what Fleetmesh's watcher may do there, and which
 * Cilium it has. What concerns it beside the others (ranges, names, IDs) a plan says once it is declared.
 */
final class ClusterChecks {
    private static final Duration SOON = Duration.ofDays(30);

    /** Group, resource and namespace of what the watcher lists and watches. */
    private static final List<List<String>> NEEDED = List.of(
            List.of("", "namespaces", ""),
            List.of("", "services", ""),
            List.of("discovery.k8s.io", "endpointslices", ""),
            List.of("cilium.io", "ciliumnodes", ""),
            List.of("cilium.io", "ciliumidentities", ""),
            List.of("cilium.io", "ciliumendpoints", ""),
            List.of("", "configmaps", "kube-system"));

    private final List<Check> checks = new ArrayList<>();

    private ClusterChecks() {}

    /** All of them, as far as one comes. */
    static ClusterChecks of(Path file, Optional<String> context, Instant now) {
        ClusterChecks all = new ClusterChecks();
        try {
            KubeAccess access = KubeAccess.read(file, context);
            all.pass("kubeconfig", "kubeconfig", "the kubeconfig can be used", access.server());
            all.certificate(access, now);
            all.cluster(new KubeClient(access));
        } catch (Failure e) {
            all.fail("kubeconfig", "kubeconfig", "the kubeconfig can be used", e.getMessage(), "correct the file");
        }
        return all;
    }

    private void certificate(KubeAccess access, Instant now) {
        access.expires().ifPresent(at -> {
            String title = "the client certificate is valid for a month";
            String fact = "it expires at " + at;
            if (at.isBefore(now)) {
                fail("client-certificate", "kubeconfig", title, fact, "have a new one signed");
            } else if (at.isBefore(now.plus(SOON))) {
                add("client-certificate", "kubeconfig", title, Level.WARN, fact, "have a new one signed");
            } else {
                pass("client-certificate", "kubeconfig", title, fact);
            }
        });
    }

    private void cluster(KubeClient client) {
        JsonNode version;
        try {
            version = client.get("/version");
        } catch (Failure e) {
            fail(
                    "api-reachable",
                    "kubernetes-api",
                    "the API answers",
                    e.getMessage(),
                    "correct address, CA or network");
            return;
        }
        pass(
                "api-reachable",
                "kubernetes-api",
                "the API answers",
                "Kubernetes " + version.path("gitVersion").asText());
        permissions(client);
        cilium(client);
    }

    private void permissions(KubeClient client) {
        List<String> refused = new ArrayList<>();
        for (List<String> what : NEEDED) {
            for (String verb : List.of("list", "watch")) {
                if (!client.may(verb, what.get(0), what.get(1), what.get(2))) {
                    refused.add(verb + " " + what.get(1) + (what.get(0).isEmpty() ? "" : "." + what.get(0))
                            + (what.get(2).isEmpty() ? "" : " in " + what.get(2)));
                }
            }
        }
        String title = "what is watched may be listed and watched";
        if (refused.isEmpty()) {
            pass("permissions", "kubernetes-api", title, NEEDED.size() + " kinds");
        } else {
            fail(
                    "permissions",
                    "kubernetes-api",
                    title,
                    "refused: " + String.join(", ", refused),
                    "bind the roles of docs/operations.md");
        }
    }

    private void cilium(KubeClient client) {
        JsonNode data;
        try {
            data = client.get("/api/v1/namespaces/kube-system/configmaps/cilium-config")
                    .path("data");
        } catch (Failure e) {
            fail(
                    "cilium",
                    "cilium",
                    "Cilium's configuration can be read",
                    e.getMessage(),
                    "install Cilium, or permit it");
            return;
        }
        String name = data.path("cluster-name").asText("default");
        String id = data.path("cluster-id").asText("0");
        pass("cilium", "cilium", "Cilium's configuration can be read", "cluster name " + name + ", cluster ID " + id);
        if (name.equals("default") || id.equals("0")) {
            add(
                    "cluster-id",
                    "cilium",
                    "the cluster has a name and an ID of its own",
                    Level.WARN,
                    "cluster name " + name + ", cluster ID " + id,
                    "declare the Member: 'fleetctl describe member NAME' then says the Helm values to set");
        } else {
            pass("cluster-id", "cilium", "the cluster has a name and an ID of its own", "");
        }
    }

    private void pass(String name, String category, String title, String fact) {
        checks.add(new Check(name, category, title, Level.PASS, fact, List.of(), 0));
    }

    private void fail(String name, String category, String title, String fact, String remedy) {
        add(name, category, title, Level.FAIL, fact, remedy);
    }

    private void add(String name, String category, String title, Level level, String fact, String remedy) {
        checks.add(
                new Check(name, category, title, level, "", List.of(new Finding(level, List.of(), fact, remedy)), 0));
    }

    String text() {
        return CheckText.render(checks, List.of(), Plans.glyphs());
    }

    boolean fails() {
        return checks.stream().anyMatch(check -> check.level() == Level.FAIL);
    }
}
