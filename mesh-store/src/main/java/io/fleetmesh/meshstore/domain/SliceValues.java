package io.fleetmesh.meshstore.domain;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.CodedOutputStream;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import io.fleetmesh.sliceproto.ClusterEndpointSlice;
import io.fleetmesh.sliceproto.SliceConditions;
import io.fleetmesh.sliceproto.SliceEndpoint;
import io.fleetmesh.sliceproto.SliceHints;
import io.fleetmesh.sliceproto.SlicePort;
import io.fleetmesh.sliceproto.SliceZone;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Values of {@code endpointslices/v1}, as of Cilium 1.20: one zstd frame around the message of {@code endpoint_slice.proto}.
 * Pure: equal arguments give equal bytes, with entries of maps in the order of their keys.
 */
final class SliceValues {
    private static final int LEVEL = Zstd.defaultCompressionLevel();

    private SliceValues() {}

    /** The value of an entry. */
    static Bytes endpointSlice(ClusterConfigRecord config, WholeSliceRecord slice) {
        return Bytes.of(Zstd.compress(bytes(message(config, slice)), LEVEL));
    }

    private static ClusterEndpointSlice message(ClusterConfigRecord config, WholeSliceRecord slice) {
        ClusterEndpointSlice.Builder message = ClusterEndpointSlice.newBuilder()
                .setCluster(config.clusterName())
                .setClusterId(config.clusterId())
                .setNamespace(slice.namespace())
                .setName(slice.name())
                .putAllLabels(slice.labels())
                .putAllAnnotations(slice.annotations())
                .setAddressType(slice.addressType());
        slice.endpoints().forEach(endpoint -> message.addEndpoints(endpoint(endpoint)));
        slice.ports().forEach(port -> message.addPorts(port(port)));
        return message.build();
    }

    private static SliceEndpoint endpoint(Endpoint endpoint) {
        SliceConditions.Builder conditions = SliceConditions.newBuilder();
        endpoint.ready().ifPresent(conditions::setReady);
        endpoint.serving().ifPresent(conditions::setServing);
        endpoint.terminating().ifPresent(conditions::setTerminating);
        SliceEndpoint.Builder message =
                SliceEndpoint.newBuilder().addAllAddresses(endpoint.addresses()).setConditions(conditions);
        endpoint.hostname().ifPresent(message::setHostname);
        endpoint.nodeName().ifPresent(message::setNodeName);
        endpoint.zone().ifPresent(message::setZone);
        if (!endpoint.forZones().isEmpty()) {
            SliceHints.Builder hints = SliceHints.newBuilder();
            endpoint.forZones()
                    .forEach(zone -> hints.addForZones(SliceZone.newBuilder().setName(zone)));
            message.setHints(hints);
        }
        return message.build();
    }

    private static SlicePort port(EndpointPort port) {
        SlicePort.Builder message = SlicePort.newBuilder().setName(port.name()).setProtocol(port.protocol());
        port.port().ifPresent(message::setPort);
        port.appProtocol().ifPresent(message::setAppProtocol);
        return message.build();
    }

    private static byte[] bytes(ClusterEndpointSlice message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes;
    }
}
