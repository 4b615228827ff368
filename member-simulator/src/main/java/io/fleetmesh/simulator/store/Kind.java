package io.fleetmesh.simulator.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds a member serves; all that discovery, paths and storage know of a kind stands here. */
public enum Kind {
    NAMESPACE("", "v1", "Namespace", "namespaces", "ns", false),
    NODE("", "v1", "Node", "nodes", "no", false),
    SERVICE("", "v1", "Service", "services", "svc", true),
    POD("", "v1", "Pod", "pods", "po", true),
    CONFIG_MAP("", "v1", "ConfigMap", "configmaps", "cm", true),
    SECRET("", "v1", "Secret", "secrets", "", true),
    DEPLOYMENT("apps", "v1", "Deployment", "deployments", "deploy", true),
    DAEMON_SET("apps", "v1", "DaemonSet", "daemonsets", "ds", true),
    ENDPOINT_SLICE("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", "", true),
    SERVICE_CIDR("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", "", false),
    CILIUM_NODE("cilium.io", "v2", "CiliumNode", "ciliumnodes", "cn", false),
    CILIUM_IDENTITY("cilium.io", "v2", "CiliumIdentity", "ciliumidentities", "ciliumid", false),
    CILIUM_ENDPOINT("cilium.io", "v2", "CiliumEndpoint", "ciliumendpoints", "cep", true),
    CILIUM_ENDPOINT_SLICE("cilium.io", "v2alpha1", "CiliumEndpointSlice", "ciliumendpointslices", "ces", false),
    SERVICE_EXPORT("multicluster.x-k8s.io", "v1alpha1", "ServiceExport", "serviceexports", "svcex", true);

    private final String group;
    private final String version;
    private final String kindName;
    private final String plural;
    private final String shortName;
    private final boolean namespaced;

    Kind(String group, String version, String kindName, String plural, String shortName, boolean namespaced) {
        this.group = group;
        this.version = version;
        this.kindName = kindName;
        this.plural = plural;
        this.shortName = shortName;
        this.namespaced = namespaced;
    }

    /** Empty for the core group. */
    public String group() {
        return group;
    }

    public String version() {
        return version;
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    public String kindName() {
        return kindName;
    }

    public String plural() {
        return plural;
    }

    /** The resource as messages of an API server write it: {@code deployments.apps}. */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    public List<String> shortNames() {
        return shortName.isEmpty() ? List.of() : List.of(shortName);
    }

    public boolean namespaced() {
        return namespaced;
    }

    /** Whether the kind has the {@code scale} subresource. */
    public boolean scalable() {
        return this == DEPLOYMENT;
    }

    public static Optional<Kind> ofPlural(String group, String version, String plural) {
        return Arrays.stream(values())
                .filter(kind -> kind.group.equals(group) && kind.version.equals(version) && kind.plural.equals(plural))
                .findFirst();
    }

    public static Optional<Kind> ofName(String apiVersion, String kindName) {
        return Arrays.stream(values())
                .filter(kind -> kind.apiVersion().equals(apiVersion) && kind.kindName.equals(kindName))
                .findFirst();
    }
}
