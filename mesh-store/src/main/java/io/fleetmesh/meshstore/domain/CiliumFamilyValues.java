package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.IpPair;
import io.fleetmesh.contract.MeshRecord.AllocCidrs;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.ExportPort;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.NodeRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;

/**
 * Values of nodes, identities, addresses and service exports, byte for byte as stock Cilium 1.19 writes them. Pure: equal
 * arguments give equal bytes. What Go has as nil is {@code null} for maps, lists and networks, and {@code ""} for addresses.
 */
final class CiliumFamilyValues {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    private CiliumFamilyValues() {}

    /** {@code nodes/v1}: Go's {@code node/types.Node}. */
    static Bytes node(ClusterConfigRecord config, NodeRecord node) {
        GoJson json = new GoJson();
        json.raw("{\"Name\":").string(node.name());
        json.raw(",\"Cluster\":").string(config.clusterName());
        json.raw(",\"IPAddresses\":");
        if (node.addresses().isEmpty()) {
            json.raw("null");
        } else {
            json.array(
                    node.addresses(),
                    address -> json.raw("{\"Type\":")
                            .string(address.type())
                            .raw(",\"IP\":")
                            .string(address.ip())
                            .raw("}"));
        }
        cidrs(json, "IPv4", node.ipv4());
        cidrs(json, "IPv6", node.ipv6());
        pair(json, "Health", node.health());
        pair(json, "Ingress", node.ingress());
        json.raw(",\"ClusterID\":").number(config.clusterId());
        json.raw(",\"Source\":\"custom-resource\",\"EncryptionKey\":").number(node.encryptionKey());
        json.raw(",\"Labels\":");
        mapOrNull(json, node.labels());
        json.raw(",\"Annotations\":");
        mapOrNull(json, node.annotations());
        json.raw(",\"NodeIdentity\":" + node.nodeIdentity());
        json.raw(",\"WireguardPubKey\":").string(node.wireguardPubKey());
        return json.raw(",\"BootID\":").string(node.bootId()).raw("}").bytes();
    }

    private static void cidrs(GoJson json, String family, AllocCidrs cidrs) {
        json.raw(",\"" + family + "AllocCIDR\":");
        cidrs.primary().ifPresentOrElse(cidr -> cidr(json, cidr), () -> json.raw("null"));
        json.raw(",\"" + family + "SecondaryAllocCIDRs\":");
        if (cidrs.secondary().isEmpty()) {
            json.raw("null");
        } else {
            json.array(cidrs.secondary(), cidr -> cidr(json, cidr));
        }
    }

    /** Go's {@code net.IPNet}: the mask as the bytes that it is. */
    private static void cidr(GoJson json, String cidr) {
        int slash = cidr.indexOf('/');
        String address = cidr.substring(0, slash);
        byte[] mask = new byte[address.indexOf(':') < 0 ? V4_BYTES : V6_BYTES];
        int length = Integer.parseInt(cidr.substring(slash + 1));
        for (int i = 0; i < length; i++) {
            mask[i / Byte.SIZE] |= (byte) (0x80 >> (i % Byte.SIZE));
        }
        json.raw("{\"IP\":").string(address);
        json.raw(",\"Mask\":").string(Base64.getEncoder().encodeToString(mask)).raw("}");
    }

    private static void pair(GoJson json, String name, IpPair pair) {
        json.raw(",\"IPv4" + name + "IP\":").string(pair.ipv4().orElse(""));
        json.raw(",\"IPv6" + name + "IP\":").string(pair.ipv6().orElse(""));
    }

    /** {@code identities/v1}: no JSON, but the labels in the record's order. */
    static Bytes identity(IdentityRecord identity) {
        StringBuilder text = new StringBuilder();
        for (SecurityLabel label : identity.labels()) {
            text.append(label.source())
                    .append(':')
                    .append(label.key())
                    .append('=')
                    .append(label.value())
                    .append(';');
        }
        return Bytes.of(text.toString());
    }

    /** {@code ip/v1}: Go's {@code identity.IPIdentityPair}. */
    static Bytes ip(IpRecord ip) {
        GoJson json = new GoJson();
        json.raw("{\"IP\":").string(ip.ip());
        json.raw(",\"Mask\":null,\"HostIP\":").string(ip.hostIp().orElse(""));
        json.raw(",\"ID\":" + ip.identity() + ",\"Key\":").number(ip.encryptionKey());
        json.raw(",\"Metadata\":\"\"");
        textUnlessEmpty(json, "K8sNamespace", ip.namespace());
        textUnlessEmpty(json, "K8sPodName", ip.pod());
        textUnlessEmpty(json, "K8sServiceAccount", ip.serviceAccount().orElse(""));
        return json.raw("}").bytes();
    }

    /**
     * {@code serviceexports/v1}: Go's {@code MCSAPIServiceSpec}. Labels and annotations stand there twice: readers before 1.19
     * know them by the names in capitals.
     */
    static Bytes serviceExport(ClusterConfigRecord config, ServiceExportRecord export) {
        GoJson json = new GoJson();
        json.raw("{\"cluster\":").string(config.clusterName());
        json.raw(",\"name\":").string(export.name());
        json.raw(",\"namespace\":").string(export.namespace());
        mapUnlessEmpty(json, "annotations", export.annotations());
        mapUnlessEmpty(json, "labels", export.labels());
        mapUnlessEmpty(json, "Labels", export.labels());
        mapUnlessEmpty(json, "Annotations", export.annotations());
        json.raw(",\"exportCreationTimestamp\":").string(export.created().toString());
        json.raw(",\"ports\":").array(export.ports(), port -> port(json, port));
        json.raw(",\"type\":").string(export.headless() ? "Headless" : "ClusterSetIP");
        json.raw(",\"sessionAffinity\":").string(export.sessionAffinity());
        export.sessionAffinityTimeout()
                .ifPresent(seconds -> json.raw(",\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":")
                        .number(seconds)
                        .raw("}}"));
        if (!export.ipFamilies().isEmpty()) {
            json.raw(",\"ipFamilies\":").array(export.ipFamilies(), json::string);
        }
        textUnlessEmpty(
                json, "internalTrafficPolicy", export.internalTrafficPolicy().orElse(""));
        textUnlessEmpty(
                json, "trafficDistribution", export.trafficDistribution().orElse(""));
        return json.raw("}").bytes();
    }

    private static void port(GoJson json, ExportPort port) {
        json.raw("{");
        if (!port.name().isEmpty()) {
            json.raw("\"name\":").string(port.name()).raw(",");
        }
        json.raw("\"protocol\":").string(port.protocol());
        port.appProtocol().ifPresent(app -> json.raw(",\"appProtocol\":").string(app));
        json.raw(",\"port\":").number(port.port()).raw("}");
    }

    private static void textUnlessEmpty(GoJson json, String name, String text) {
        if (!text.isEmpty()) {
            json.raw(",\"" + name + "\":").string(text);
        }
    }

    private static void mapUnlessEmpty(GoJson json, String name, Map<String, String> map) {
        if (!map.isEmpty()) {
            json.raw(",\"" + name + "\":");
            mapOrNull(json, map);
        }
    }

    private static void mapOrNull(GoJson json, Map<String, String> map) {
        if (map.isEmpty()) {
            json.raw("null");
            return;
        }
        SortedMap<String, String> sorted = GoJson.sortedMap();
        sorted.putAll(map);
        json.object(sorted, json::string);
    }
}
