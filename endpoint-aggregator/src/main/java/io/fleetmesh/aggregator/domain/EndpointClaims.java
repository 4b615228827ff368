package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one fact claims, with what in it is no address.
 *
 * @param fact its key
 */
record EndpointClaims(String fact, String namespace, List<IpClaim> claims, List<Problem> problems) {
    private static final int MAX_KEY = 255;

    EndpointClaims {
        claims = List.copyOf(claims);
        problems = List.copyOf(problems);
    }

    static EndpointClaims of(CiliumEndpointFact fact) {
        return of(Family.CILIUM_ENDPOINT, fact.key(), fact.namespace(), List.of(fact.endpoint()));
    }

    static EndpointClaims of(CiliumEndpointSliceFact fact) {
        return of(Family.CILIUM_ENDPOINT_SLICE, fact.key(), fact.namespace(), fact.endpoints());
    }

    private static EndpointClaims of(Family family, String fact, String namespace, List<PodEndpoint> endpoints) {
        List<IpClaim> claims = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (PodEndpoint endpoint : endpoints) {
            Optional<String> host = endpoint.nodeIp().flatMap(IpText::canonical);
            if (endpoint.nodeIp().isPresent() && host.isEmpty()) {
                problems.add(problem(fact, endpoint, "node", endpoint.nodeIp().get()));
            }
            PodEndpoint usable = withKey(fact, endpoint, problems);
            // One endpoint may say one address twice, in two spellings.
            Set<String> ips = new LinkedHashSet<>();
            for (String ip : endpoint.ips()) {
                IpText.canonical(ip)
                        .ifPresentOrElse(ips::add, () -> problems.add(problem(fact, endpoint, "addressing", ip)));
            }
            ips.forEach(ip -> claims.add(new IpClaim(family, fact, namespace, ip, host, usable)));
        }
        return new EndpointClaims(fact, namespace, claims, problems);
    }

    private static PodEndpoint withKey(String fact, PodEndpoint endpoint, List<Problem> problems) {
        int key = endpoint.encryptionKey();
        if (0 <= key && key <= MAX_KEY) {
            return endpoint;
        }
        problems.add(new Problem(
                fact, "endpoint[" + endpoint.name() + "].encryption.key", Integer.toString(key), "0 to " + MAX_KEY));
        return new PodEndpoint(
                endpoint.name(), endpoint.ips(), endpoint.nodeIp(), endpoint.identity(), 0, endpoint.serviceAccount());
    }

    private static Problem problem(String fact, PodEndpoint endpoint, String field, String value) {
        return new Problem(
                fact,
                "endpoint[" + endpoint.name() + "].networking." + field,
                value,
                "an IPv4 or IPv6 address without a zone");
    }
}
