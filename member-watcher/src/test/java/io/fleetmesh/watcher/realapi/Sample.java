package io.fleetmesh.watcher.realapi;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;

/** Objects of each kind that a watcher needs a right for, by name. */
enum Sample {
    SERVICE("services", Family.SERVICE, true, """
            apiVersion: v1
            kind: Service
            metadata: {name: %s, namespace: shop}
            spec: {clusterIP: None, ports: [{port: 80}]}
            """),
    ENDPOINT_SLICE("endpointslices", Family.ENDPOINT_SLICE, true, """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: %s, namespace: shop}
            addressType: IPv4
            endpoints: []
            """),
    NAMESPACE("namespaces", Family.NAMESPACE, false, """
            apiVersion: v1
            kind: Namespace
            metadata: {name: %s}
            """),
    CILIUM_NODE("ciliumnodes", Family.CILIUM_NODE, false, """
            apiVersion: cilium.io/v2
            kind: CiliumNode
            metadata: {name: %s}
            """),
    CILIUM_IDENTITY("ciliumidentities", Family.CILIUM_IDENTITY, false, """
            apiVersion: cilium.io/v2
            kind: CiliumIdentity
            metadata: {name: %s}
            security-labels: {"k8s:app": cart, "k8s:io.kubernetes.pod.namespace": shop}
            """),
    CILIUM_ENDPOINT("ciliumendpoints", Family.CILIUM_ENDPOINT, true, """
            apiVersion: cilium.io/v2
            kind: CiliumEndpoint
            metadata: {name: %s, namespace: shop}
            status: {identity: {id: 70000}, networking: {addressing: [{ipv4: 10.1.0.1}], node: 192.0.2.1}}
            """),
    CILIUM_ENDPOINT_SLICE("ciliumendpointslices", Family.CILIUM_ENDPOINT_SLICE, false, """
            apiVersion: cilium.io/v2alpha1
            kind: CiliumEndpointSlice
            metadata: {name: %s}
            namespace: shop
            endpoints: []
            """),
    SERVICE_EXPORT("serviceexports", Family.SERVICE_EXPORT, true, """
            apiVersion: multicluster.x-k8s.io/v1alpha1
            kind: ServiceExport
            metadata: {name: %s, namespace: shop}
            """);

    private final String resource;
    private final Family family;
    private final boolean namespaced;
    private final String manifest;

    Sample(String resource, Family family, boolean namespaced, String manifest) {
        this.resource = resource;
        this.family = family;
        this.namespaced = namespaced;
        this.manifest = manifest;
    }

    /** As a rule of RBAC names the kind. */
    String resource() {
        return resource;
    }

    Family family() {
        return family;
    }

    /** The manifest of the object of this name. */
    String named(String name) {
        return manifest.formatted(name);
    }

    /** The key of its fact. */
    String key(String name) {
        return namespaced ? MemberFact.keyOf(family, "shop", name) : MemberFact.keyOf(family, name);
    }
}
