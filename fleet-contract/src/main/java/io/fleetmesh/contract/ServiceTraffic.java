package io.fleetmesh.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a Service wants its traffic, as its spec says; MCS-API hands it on.
 *
 * @param sessionAffinity {@code None} or {@code ClientIP}; None where the spec says nothing
 * @param sessionAffinityTimeout seconds that a client stays with a backend
 * @param ipFamilies {@code IPv4}, {@code IPv6}, in the order of the spec
 * @param appProtocols by name of the port, of ports that have one
 */
public record ServiceTraffic(
        String sessionAffinity,
        Optional<Integer> sessionAffinityTimeout,
        List<String> ipFamilies,
        Optional<String> internalTrafficPolicy,
        Optional<String> trafficDistribution,
        Map<String, String> appProtocols) {

    /** Of a Service whose fact was written before this was recorded. */
    public static final ServiceTraffic DEFAULT =
            new ServiceTraffic("None", Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Map.of());

    public ServiceTraffic {
        ipFamilies = List.copyOf(ipFamilies);
        appProtocols = Map.copyOf(appProtocols);
    }
}
