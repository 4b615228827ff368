package io.fleetmesh.meshstore.domain;

import io.fleetmesh.contract.CompactCodec;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.SecurityLabel;
import java.util.Optional;

/** Identities in the compact form; they are of the namespace that one of their labels names, as Cilium reads it. */
final class IdentityForm implements Form<IdentityRecord> {
    private static final String SOURCE = "k8s";
    private static final String NAMESPACE = "io.kubernetes.pod.namespace";

    @Override
    public byte[] pack(IdentityRecord record) {
        return CompactCodec.pack(record);
    }

    @Override
    public IdentityRecord unpack(byte[] packed) {
        return CompactCodec.unpack(IdentityRecord.class, packed);
    }

    @Override
    public Optional<String> namespace(String name, byte[] packed) {
        return unpack(packed).labels().stream()
                .filter(label -> label.source().equals(SOURCE) && label.key().equals(NAMESPACE))
                .map(SecurityLabel::value)
                .findFirst();
    }

    @Override
    public Bytes render(ClusterConfigRecord config, byte[] packed) {
        return CiliumFamilyValues.identity(unpack(packed));
    }
}
