package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.util.Comparator;
import java.util.Optional;

/**
 * That an endpoint says that an address is its own. Claims of one address are ordered by namespace and pod, then by the fact
 * that says so, which differs where an endpoint is moved between two CiliumEndpointSlices.
 *
 * @param family of the fact
 * @param fact its key
 * @param ip in RFC 5952 text
 */
record IpClaim(Family family, String fact, String namespace, String ip, Optional<String> hostIp, PodEndpoint endpoint)
        implements Comparable<IpClaim> {
    private static final Comparator<IpClaim> ORDER = Comparator.comparing(IpClaim::namespace)
            .thenComparing(claim -> claim.endpoint().name())
            .thenComparing(IpClaim::family)
            .thenComparing(IpClaim::fact);

    @Override
    public int compareTo(IpClaim other) {
        return ORDER.compare(this, other);
    }

    ServiceName pod() {
        return new ServiceName(namespace, endpoint.name());
    }

    /** 0 where the endpoint has none yet. */
    long identity() {
        return endpoint.identity().orElse(0L);
    }

    IpRecord record() {
        return new IpRecord(
                ip,
                hostIp,
                identity(),
                endpoint.encryptionKey(),
                namespace,
                endpoint.name(),
                endpoint.serviceAccount());
    }
}
