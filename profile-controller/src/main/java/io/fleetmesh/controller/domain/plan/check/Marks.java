package io.fleetmesh.controller.domain.plan.check;

import io.fleetmesh.contract.InventoryFact.Owned;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** By what marks an owner is known. */
final class Marks {
    private static final String AZURE = "kubernetes.azure.com/";
    private static final String ADDON_MODE = "addonmanager.kubernetes.io/mode";

    private Marks() {}

    /** Azure labels what its add-ons and its fleets keep. */
    static boolean isAzure(Owned object) {
        return Stream.of(object.labels(), object.annotations())
                        .flatMap(marks -> marks.keySet().stream())
                        .anyMatch(key -> key.startsWith(AZURE))
                || hasManager(object, "azure")
                || hasManager(object, "fleet-");
    }

    /** Something puts back what is changed: Azure, or Kubernetes' add-on manager. */
    static boolean isProviders(Owned object) {
        return isAzure(object) || "Reconcile".equals(object.labels().get(ADDON_MODE));
    }

    static boolean isHelm(Owned object) {
        return "Helm".equals(object.labels().get("app.kubernetes.io/managed-by"))
                || object.annotations().containsKey("meta.helm.sh/release-name")
                || object.managers().contains("helm");
    }

    static boolean isOwn(Owned object) {
        return object.managers().stream().anyMatch(manager -> manager.startsWith("fleetmesh"));
    }

    /** Whose an object is, by the first mark that says more than the others: who has something installed by Helm is told, not Helm. */
    static String owner(Owned object) {
        return switch (object.presence()) {
            case ABSENT -> "none";
            case UNKNOWN -> "not known";
            case PRESENT -> {
                if (isAzure(object)) {
                    yield "Azure";
                } else if (isProviders(object)) {
                    yield "add-on manager";
                } else if (hasMark(object, "toolkit.fluxcd.io")
                        || hasManager(object, "helm-controller")
                        || hasManager(object, "kustomize-controller")) {
                    yield "Flux";
                } else if (hasMark(object, "argocd.argoproj.io") || hasManager(object, "argocd")) {
                    yield "Argo CD";
                } else if (isHelm(object)) {
                    yield "Helm";
                } else if (isOwn(object)) {
                    yield "Fleetmesh";
                }
                yield object.managers().isEmpty() ? "nobody by its marks" : String.join(" and ", object.managers());
            }
        };
    }

    private static boolean hasMark(Owned object, String domain) {
        return Stream.of(object.labels(), object.annotations())
                .flatMap(marks -> marks.keySet().stream())
                .anyMatch(key -> key.startsWith(domain + "/") || key.contains("." + domain + "/"));
    }

    private static boolean hasManager(Owned object, String part) {
        return object.managers().stream()
                .anyMatch(manager -> manager.toLowerCase(Locale.ROOT).startsWith(part));
    }

    /** All marks, to stand behind a sentence; empty without any. */
    static String text(Owned... objects) {
        String all = Stream.of(objects)
                .flatMap(object -> Stream.concat(
                        Stream.of(object.labels(), object.annotations()).flatMap(Marks::pairs),
                        object.managers().isEmpty()
                                ? Stream.empty()
                                : Stream.of("written by " + String.join(", ", object.managers()))))
                .distinct()
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "" : " (" + all + ")";
    }

    private static Stream<String> pairs(Map<String, String> marks) {
        return new TreeMap<>(marks).entrySet().stream().map(mark -> mark.getKey() + "=" + mark.getValue());
    }
}
