package io.fleetmesh.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.CiliumNodeFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import java.util.Map;

/** A member's objects as its API holds them: what its watcher makes these facts of. */
final class KubeObjects {
    private KubeObjects() {}

    /** The object, as JSON. Names and values of a {@link ScaleMember} need no escapes. */
    static String json(MemberFact fact, long revision) {
        return fact instanceof CiliumEndpointFact endpoint ? endpoint(endpoint, revision) : tree(fact, revision);
    }

    private static String tree(MemberFact fact, long revision) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = object.putObject("metadata");
        switch (fact) {
            case NamespaceFact namespace -> metadata.put("name", namespace.name());
            case ServiceFact service -> service(object, metadata, service);
            case EndpointSliceFact slice -> slice(object, metadata, slice);
            case CiliumNodeFact node -> node(object, metadata, node);
            case CiliumIdentityFact identity -> {
                metadata.put("name", identity.name());
                texts(object.putObject("security-labels"), identity.securityLabels());
            }
            case CiliumConfigFact config -> config(object, metadata, config);
            case CiliumAgentFact agent -> {
                metadata.put("name", "cilium").put("namespace", "kube-system");
                object.putObject("spec")
                        .putObject("template")
                        .putObject("spec")
                        .putArray("containers")
                        .addObject()
                        .put("name", "cilium-agent")
                        .put("image", agent.image());
            }
            default -> throw new IllegalArgumentException("no object: " + fact);
        }
        metadata.put("resourceVersion", Long.toString(revision));
        return object.toString();
    }

    private static void service(ObjectNode object, ObjectNode metadata, ServiceFact service) {
        metadata.put("name", service.name()).put("namespace", service.namespace());
        texts(metadata.putObject("labels"), service.labels());
        texts(metadata.putObject("annotations"), service.annotations());
        ObjectNode spec = object.putObject("spec").put("type", service.type());
        texts(spec.putObject("selector"), service.selector());
        service.clusterIps().forEach(spec.putArray("clusterIPs")::add);
        var ports = spec.putArray("ports");
        service.ports()
                .forEach(port -> ports.addObject()
                        .put("name", port.name())
                        .put("protocol", port.protocol())
                        .put("port", port.port()));
    }

    private static void slice(ObjectNode object, ObjectNode metadata, EndpointSliceFact slice) {
        metadata.put("name", slice.name()).put("namespace", slice.namespace());
        metadata.putObject("labels")
                .put("kubernetes.io/service-name", slice.service().orElseThrow())
                .put("endpointslice.kubernetes.io/managed-by", slice.managedBy().orElseThrow());
        object.put("addressType", slice.addressType());
        var ports = object.putArray("ports");
        slice.ports()
                .forEach(port -> ports.addObject()
                        .put("name", port.name())
                        .put("protocol", port.protocol())
                        .put("port", port.port().orElseThrow()));
        var endpoints = object.putArray("endpoints");
        slice.endpoints().forEach(endpoint -> {
            ObjectNode one =
                    endpoints.addObject().put("nodeName", endpoint.nodeName().orElseThrow());
            endpoint.addresses().forEach(one.putArray("addresses")::add);
            one.putObject("conditions").put("ready", true).put("serving", true).put("terminating", false);
        });
    }

    private static void node(ObjectNode object, ObjectNode metadata, CiliumNodeFact node) {
        metadata.put("name", node.name());
        texts(metadata.putObject("labels"), node.labels());
        ObjectNode spec = object.putObject("spec").put("bootid", node.bootId());
        var addresses = spec.putArray("addresses");
        node.addresses()
                .forEach(address ->
                        addresses.addObject().put("type", address.type()).put("ip", address.ip()));
        node.podCidrs().forEach(spec.putObject("ipam").putArray("podCIDRs")::add);
        spec.putObject("health").put("ipv4", node.health().ipv4().orElseThrow());
    }

    private static void config(ObjectNode object, ObjectNode metadata, CiliumConfigFact config) {
        metadata.put("name", "cilium-config").put("namespace", "kube-system");
        metadata.putObject("labels")
                .put("app.kubernetes.io/version", config.version().orElseThrow());
        object.putObject("data")
                .put("cluster-name", config.clusterName().orElseThrow())
                .put("cluster-id", config.clusterId().orElseThrow().toString())
                .put(
                        "max-connected-clusters",
                        config.maxConnectedClusters().orElseThrow().toString())
                .put("routing-mode", config.routingMode().orElseThrow())
                .put("tunnel-protocol", config.tunnelProtocol().orElseThrow())
                .put("ipam", config.ipam().orElseThrow())
                .put("clustermesh-enable-mcs-api", Boolean.toString(config.mcsApi()))
                .put("enable-cilium-endpoint-slice", Boolean.toString(config.endpointSlices()));
    }

    private static void texts(ObjectNode into, Map<String, String> texts) {
        texts.forEach(into::put);
    }

    /** About a kilobyte, as Cilium's agents write it: most of it says nothing about the mesh. */
    private static String endpoint(CiliumEndpointFact fact, long revision) {
        PodEndpoint endpoint = fact.endpoint();
        String name = endpoint.name();
        String namespace = fact.namespace();
        String app = name.substring(0, name.indexOf("-7d9c5b6f4d-"));
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"" + namespace
                + "\",\"resourceVersion\":\"" + revision
                + "\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\",\"labels\":{\"app\":\"" + app
                + "\",\"pod-template-hash\":\"7d9c5b6f4d\"},\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\","
                + "\"name\":\"" + name + "\",\"uid\":\"0b8e7a52-58f0-4c9f-9d7e-5f1c3b2a7d10\"}]},"
                + "\"status\":{\"encryption\":{},\"external-identifiers\":{\"cni-attachment-id\":"
                + "\"4f8a1c0e6b7d4a51a0e3b9c2d7f61e885a3c:eth0\",\"k8s-namespace\":\"" + namespace
                + "\",\"k8s-pod-name\":\"" + name + "\",\"pod-name\":\"" + namespace + "/" + name
                + "\"},\"id\":1234,\"identity\":{\"id\":" + endpoint.identity().orElseThrow()
                + ",\"labels\":[\"k8s:app=" + app
                + "\",\"k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=" + namespace
                + "\",\"k8s:io.cilium.k8s.policy.serviceaccount=" + app
                + "\",\"k8s:io.kubernetes.pod.namespace=" + namespace
                + "\"]},\"named-ports\":[{\"name\":\"http\",\"port\":8080,\"protocol\":\"TCP\"}],"
                + "\"networking\":{\"addressing\":[{\"ipv4\":\""
                + endpoint.ips().getFirst()
                + "\"}],\"node\":\"" + endpoint.nodeIp().orElseThrow()
                + "\"},\"service-account\":\"" + endpoint.serviceAccount().orElseThrow() + "\",\"state\":\"ready\"}}";
    }
}
