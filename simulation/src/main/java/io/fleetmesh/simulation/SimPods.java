package io.fleetmesh.simulation;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a member: few addresses and identities, so that each is soon used again. As in Kubernetes with Cilium an identity
 * is there before the first endpoint with it, and goes after the last.
 */
final class SimPods {
    private static final int PODS = 2;
    private static final int ADDRESSES = 3;
    private static final int IDENTITIES = 2;
    private static final int IDENTITY_BITS = 16;

    /** None with this name comes twice. */
    private record Pod(String name, int address, long identity) {}

    private final String member;
    private final int clusterId;
    private final Random random;
    private final BiConsumer<Family, MemberFact> put;
    private final Consumer<MemberFact> gone;
    private final @Nullable Pod[] pods = new Pod[PODS];
    private final Set<String> withdrawn = new HashSet<>();
    private int names;

    /**
     * Without any pod.
     *
     * @param put hears of an object that is there
     * @param gone hears of one that is there no more, as it was
     */
    SimPods(
            String member,
            int clusterId,
            Random random,
            BiConsumer<Family, MemberFact> put,
            Consumer<MemberFact> gone) {
        this.member = member;
        this.clusterId = clusterId;
        this.random = random;
        this.put = put;
        this.gone = gone;
    }

    /** One comes or goes. */
    String change() {
        int place = random.nextInt(PODS);
        Pod there = pods[place];
        if (there == null) {
            Pod fresh = new Pod(
                    "p" + names++, freeAddress(), ((long) clusterId << IDENTITY_BITS) + 1 + random.nextInt(IDENTITIES));
            if (!isUsed(fresh.identity())) {
                put.accept(Family.CILIUM_IDENTITY, identity(fresh.identity()));
            }
            pods[place] = fresh;
            put.accept(Family.CILIUM_ENDPOINT, endpoint(fresh));
            return "came " + fresh;
        }
        pods[place] = null;
        withdrawn.add(there.name());
        gone.accept(endpoint(there));
        if (!isUsed(there.identity())) {
            gone.accept(identity(there.identity()));
        }
        return "went " + there;
    }

    private int freeAddress() {
        int address = random.nextInt(ADDRESSES);
        while (isTaken(address)) {
            address = (address + 1) % ADDRESSES;
        }
        return address;
    }

    private boolean isTaken(int address) {
        return Arrays.stream(pods).filter(Objects::nonNull).anyMatch(pod -> pod.address() == address);
    }

    private boolean isUsed(long identity) {
        return Arrays.stream(pods).filter(Objects::nonNull).anyMatch(pod -> pod.identity() == identity);
    }

    private CiliumIdentityFact identity(long number) {
        return new CiliumIdentityFact(
                Long.toString(number),
                Optional.of(SimMember.NAMESPACE),
                Map.of(
                        "k8s:io.kubernetes.pod.namespace",
                        SimMember.NAMESPACE,
                        "k8s:io.cilium.k8s.policy.cluster",
                        member,
                        "k8s:app",
                        "app-" + number));
    }

    private static CiliumEndpointFact endpoint(Pod pod) {
        return new CiliumEndpointFact(
                SimMember.NAMESPACE,
                new PodEndpoint(
                        pod.name(),
                        List.of(address(pod)),
                        Optional.of("192.168.0.1"),
                        Optional.of(pod.identity()),
                        0,
                        Optional.empty()));
    }

    private static String address(Pod pod) {
        return "10.2.0." + (1 + pod.address());
    }

    /** Whether a pod is there no more. */
    boolean wasWithdrawn(String pod) {
        return withdrawn.contains(pod);
    }

    /** Pods that are there, by address. */
    Map<String, String> byAddress() {
        Map<String, String> byAddress = new TreeMap<>();
        for (Pod pod : pods) {
            if (pod != null) {
                byAddress.put(address(pod), pod.name());
            }
        }
        return byAddress;
    }
}
