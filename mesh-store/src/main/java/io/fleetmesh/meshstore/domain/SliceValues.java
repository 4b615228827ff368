package io.fleetmesh.meshstore.domain;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.WholeSliceRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values of {@code endpointslices/v1}, as of Cilium 1.20: one zstd frame around a message of proto2, whose fields an agent
 * knows by these numbers. Pure: equal arguments give equal bytes, with entries of maps in the order of their keys.
 *
 * <pre>
 *   ClusterEndpointSlice  cluster = 1, clusterID = 2, namespace = 3, name = 4, labels = 5 (map), annotations = 6 (map),
 *                         addressType = 7, endpoints = 8 (Endpoint…), ports = 9 (EndpointPort…)
 *   Endpoint              addresses = 1 (…), conditions = 2, hostname = 3, nodeName = 6, zone = 7, hints = 8
 *   EndpointConditions    ready = 1, serving = 2, terminating = 3
 *   EndpointHints         forZones = 1 (ForZone…)          ForZone   name = 1
 *   EndpointPort          name = 1, protocol = 2, port = 3, appProtocol = 4
 *   entry of a map        key = 1, value = 2
 * </pre>
 */
final class SliceValues {
    private static final int LEVEL = Zstd.defaultCompressionLevel();

    private SliceValues() {}

    /** The value of an entry. */
    static Bytes endpointSlice(ClusterConfigRecord config, WholeSliceRecord slice) {
        return Bytes.of(Zstd.compress(message(config, slice).toByteArray(), LEVEL));
    }

    /** What is in the frame. */
    static ByteString message(ClusterConfigRecord config, WholeSliceRecord slice) {
        return message(out -> {
            out.writeString(1, config.clusterName());
            out.writeUInt32(2, config.clusterId());
            out.writeString(3, slice.namespace());
            out.writeString(4, slice.name());
            map(out, 5, slice.labels());
            map(out, 6, slice.annotations());
            out.writeString(7, slice.addressType());
            for (Endpoint endpoint : slice.endpoints()) {
                out.writeBytes(8, endpoint(endpoint));
            }
            for (EndpointPort port : slice.ports()) {
                out.writeBytes(9, port(port));
            }
        });
    }

    private static void map(CodedOutputStream out, int field, Map<String, String> map) throws IOException {
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            out.writeBytes(field, message(of -> {
                of.writeString(1, entry.getKey());
                of.writeString(2, entry.getValue());
            }));
        }
    }

    private static ByteString endpoint(Endpoint endpoint) {
        return message(out -> {
            for (String address : endpoint.addresses()) {
                out.writeString(1, address);
            }
            out.writeBytes(2, conditions(endpoint));
            text(out, 3, endpoint.hostname());
            text(out, 6, endpoint.nodeName());
            text(out, 7, endpoint.zone());
            if (!endpoint.forZones().isEmpty()) {
                out.writeBytes(8, hints(endpoint));
            }
        });
    }

    private static ByteString conditions(Endpoint endpoint) {
        return message(out -> {
            flag(out, 1, endpoint.ready());
            flag(out, 2, endpoint.serving());
            flag(out, 3, endpoint.terminating());
        });
    }

    private static ByteString hints(Endpoint endpoint) {
        return message(out -> {
            for (String zone : endpoint.forZones()) {
                out.writeBytes(1, message(of -> of.writeString(1, zone)));
            }
        });
    }

    private static ByteString port(EndpointPort port) {
        return message(out -> {
            out.writeString(1, port.name());
            out.writeString(2, port.protocol());
            if (port.port().isPresent()) {
                out.writeInt32(3, port.port().get());
            }
            text(out, 4, port.appProtocol());
        });
    }

    private static void text(CodedOutputStream out, int field, Optional<String> text) throws IOException {
        if (text.isPresent()) {
            out.writeString(field, text.get());
        }
    }

    private static void flag(CodedOutputStream out, int field, Optional<Boolean> flag) throws IOException {
        if (flag.isPresent()) {
            out.writeBool(field, flag.get());
        }
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static ByteString message(Fields fields) {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteString();
    }
}
