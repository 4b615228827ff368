package io.fleetmesh.ctl.compare;

import io.fleetmesh.contract.MeshFamily;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where we differ from Cilium's own exporter on purpose, and why. What it says rests on what it was shown before: identities,
 * then addresses, then the rest.
 */
final class Purposes {
    private static final String POLICY_CLUSTER = "label/k8s:io.cilium.k8s.policy.cluster";
    private static final String NAMESPACE = "label/k8s:io.kubernetes.pod.namespace";
    private static final String NAMELESS_FRONTEND = "frontends/";
    private static final String OLD_READERS = "written for readers of another Cilium release";

    private final Cluster cluster;
    private final boolean theyExportSlices;
    private final Set<String> withheld = new HashSet<>();
    /** Those of the cluster that either store has: a bit each, for there may be tens of thousands. */
    private final BitSet identities = new BitSet();

    private final Set<String> inhabited = new HashSet<>();

    /** @param theyExportSlices whether the native mesh does */
    Purposes(Cluster cluster, boolean theyExportSlices) {
        this.cluster = cluster;
        this.theyExportSlices = theyExportSlices;
    }

    /**
     * Notes what either store has of a namespace's pods.
     *
     * @param name what follows the family's prefix in the key
     */
    void note(MeshFamily family, String name, Map<String, String> fields) {
        if (family == MeshFamily.IDENTITIES && isOwn(name)) {
            identities.set(cluster.local(Long.parseLong(name)));
        }
        Optional.ofNullable(fields.get(family == MeshFamily.IDENTITIES ? NAMESPACE : "K8sNamespace"))
                .ifPresent(inhabited::add);
    }

    /** @param name what follows the family's prefix in the key */
    Optional<String> missingHere(MeshFamily family, String name, Map<String, String> there) {
        return switch (family) {
            case IDENTITIES -> identity(name, there);
            case IPS -> address(name, there);
            case SERVICES, SERVICE_EXPORTS, ENDPOINT_SLICES -> service(name, there);
            case NODES -> Optional.empty();
        };
    }

    private Optional<String> identity(String number, Map<String, String> there) {
        String of = there.getOrDefault(POLICY_CLUSTER, "");
        Optional<String> why = !isOwn(number)
                ? Optional.of("its number is not in the cluster's range: agents of other clusters refuse it")
                : of.equals(cluster.name())
                        ? Optional.empty()
                        : Optional.of("its cluster label is '" + of + "': agents of other clusters refuse it");
        if (why.isPresent()) {
            withheld.add(number);
        }
        return why;
    }

    private boolean isOwn(String number) {
        return number.matches("\\d{1,10}") && cluster.owns(Long.parseLong(number));
    }

    private Optional<String> address(String address, Map<String, String> there) {
        String identity = there.getOrDefault("ID", "0");
        if (address.equals("<nil>")) {
            return Optional.of("it is no address: readers refuse it");
        }
        boolean usable = identity.matches("\\d{1,10}") && cluster.mayUse(Long.parseLong(identity));
        if (!usable || withheld.contains(identity)) {
            return Optional.of("its identity " + identity + " is withheld: agents of other clusters refuse it");
        }
        return isOwn(identity) && !identities.get(cluster.local(Long.parseLong(identity)))
                ? Optional.of("neither store has its identity " + identity
                        + ", so that policies drop it: here it waits for the identity")
                : Optional.empty();
    }

    private Optional<String> service(String name, Map<String, String> there) {
        if (there.containsKey(NAMELESS_FRONTEND)) {
            return Optional.of("a Service of type ExternalName has no frontend that readers take");
        }
        String namespace = name.substring(0, Math.max(name.indexOf('/'), 0));
        return inhabited.contains(namespace)
                ? Optional.empty()
                : Optional.of("neither store has a pod of namespace '" + namespace
                        + "': it is not global, and Cilium before 1.20 exports its services all the same");
    }

    Optional<String> missingThere(MeshFamily family) {
        return family == MeshFamily.ENDPOINT_SLICES && !theyExportSlices
                ? Optional.of(
                        "its Cilium does not export endpoint slices; ours are shown to Cilium 1.20 and newer only")
                : Optional.empty();
    }

    /** Why a field differs on purpose, if it does; {@code there} and {@code here} have all fields of both values. */
    Optional<String> differs(MeshFamily family, String path, Map<String, String> there, Map<String, String> here) {
        boolean oneSided = !there.containsKey(path) || !here.containsKey(path);
        return switch (family) {
            case IPS ->
                isOfAnotherPod(there, here)
                        ? Optional.of("two pods claim the address: who has it there depends on the order of a list")
                        : Optional.empty();
            case NODES -> path.equals("NodeIdentity") && oneSided ? Optional.of(OLD_READERS) : Optional.empty();
            case SERVICE_EXPORTS ->
                oneSided && (path.startsWith("Labels/") || path.startsWith("Annotations/"))
                        ? Optional.of(OLD_READERS)
                        : Optional.empty();
            case SERVICES -> port(path, there, here);
            case IDENTITIES, ENDPOINT_SLICES -> Optional.empty();
        };
    }

    private static boolean isOfAnotherPod(Map<String, String> there, Map<String, String> here) {
        return !(there.getOrDefault("K8sNamespace", "") + "/" + there.getOrDefault("K8sPodName", ""))
                .equals(here.getOrDefault("K8sNamespace", "") + "/" + here.getOrDefault("K8sPodName", ""));
    }

    private static Optional<String> port(String path, Map<String, String> there, Map<String, String> here) {
        if (isFurtherPort(path, there)) {
            return Optional.of(
                    "the address is in several slices: its ports are those of all of them, there of the last one read");
        }
        return isNoPort(path, there, here)
                ? Optional.of("no port has the number 0: it is left out, and told among the member's problems")
                : Optional.empty();
    }

    /** Of a port that only they have, with a number that no port has. One that they cut to 16 bits looks like any other. */
    private static boolean isNoPort(String path, Map<String, String> there, Map<String, String> here) {
        String port = path.substring(0, path.lastIndexOf('/') + 1);
        return path.startsWith("backends/")
                && "0".equals(there.get(port + "Port"))
                && here.keySet().stream().noneMatch(field -> field.startsWith(port));
    }

    /** Of an address that is a backend there, too, with other ports. */
    private static boolean isFurtherPort(String path, Map<String, String> there) {
        String[] parts = path.split("/", -1);
        String address = parts.length < 2 ? "" : "backends/" + parts[1] + "/";
        return path.startsWith("backends/")
                && !there.containsKey(path)
                && there.keySet().stream().anyMatch(other -> other.startsWith(address));
    }
}
