package io.fleetmesh.realkubernetes;

import java.util.Locale;

/** Kinds that an API server does not have by itself. They take any object: what it means is for readers to say. */
public enum CustomKind {
    CILIUM_NODE("CiliumNode", "ciliumnodes", "cilium.io", "v2", "Cluster"),
    CILIUM_IDENTITY("CiliumIdentity", "ciliumidentities", "cilium.io", "v2", "Cluster"),
    CILIUM_ENDPOINT("CiliumEndpoint", "ciliumendpoints", "cilium.io", "v2", "Namespaced"),
    CILIUM_ENDPOINT_SLICE("CiliumEndpointSlice", "ciliumendpointslices", "cilium.io", "v2alpha1", "Cluster"),
    SERVICE_EXPORT("ServiceExport", "serviceexports", "multicluster.x-k8s.io", "v1alpha1", "Namespaced");

    private final String kind;
    private final String plural;
    private final String group;
    private final String version;
    private final String scope;

    CustomKind(String kind, String plural, String group, String version, String scope) {
        this.kind = kind;
        this.plural = plural;
        this.group = group;
        this.version = version;
        this.scope = scope;
    }

    /** Where all of them are listed. */
    String path() {
        return "/apis/" + group + "/" + version + "/" + plural;
    }

    /** Name of its definition. */
    String definitionName() {
        return plural + "." + group;
    }

    String definition() {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %s}
                spec:
                  group: %s
                  scope: %s
                  names: {kind: %s, plural: %s, singular: %s}
                  versions:
                    - name: %s
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(definitionName(), group, scope, kind, plural, kind.toLowerCase(Locale.ROOT), version);
    }
}
