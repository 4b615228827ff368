package io.fleetmesh.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges what one consumer is shown by what the members hold and held. Of keys of {@link BusyMember}s it holds that
 *
 * <ul>
 *   <li>a service vanishes only if its source has withdrawn what was shown;
 *   <li>a service never shows an older generation than it showed, nor backends that it never had;
 *   <li>a service that has shown backends is never without;
 *   <li>an address vanishes, or is another pod's, only if the workload of its pod was withdrawn;
 *   <li>whoever has an address has its identity, too.
 * </ul>
 *
 * Pure, and not thread-safe.
 */
final class Oracle {
    private static final String SERVICES = "cilium/cache/services/v1/";
    private static final String ADDRESSES = "cilium/cache/ip/v1/";
    private static final String IDENTITIES = "cilium/cache/identities/v1/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What of a service is compared. */
    private record Shown(long generation, Set<String> backends) {}

    /** An address: its pod's workload, and the key of its identity. */
    private record Address(String workload, String identity) {}

    private final String consumer;
    private final Map<String, MemberHistory> members;
    private final Map<String, Shown> services = new TreeMap<>();
    private final Map<String, Address> addresses = new TreeMap<>();
    private final Set<String> identities = new HashSet<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Set<String> hadBackends = new HashSet<>();
    /** Each once, however often it shows. */
    private final Set<String> violations = new LinkedHashSet<>();

    /** @param members by name, those that change, the consumer itself among them or not */
    Oracle(String consumer, Map<String, MemberHistory> members) {
        this.consumer = consumer;
        this.members = Map.copyOf(members);
    }

    /** Everything that is shown: what is not among it is gone. */
    void list(Map<String, String> all) {
        Set<String> gone = new TreeSet<>(services.keySet());
        gone.addAll(addresses.keySet());
        gone.addAll(identities);
        gone.removeAll(all.keySet());
        all.forEach(this::put);
        gone.forEach(this::delete);
        checkIdentities();
    }

    /** A key that is shown, or shown anew. */
    void put(String key, String value) {
        if (key.startsWith(SERVICES)) {
            service(key, value);
        } else if (key.startsWith(ADDRESSES)) {
            address(key, value);
        } else if (key.startsWith(IDENTITIES)) {
            identities.add(key);
        }
    }

    private void service(String key, String value) {
        JsonNode service = parse(value);
        if (!service.path("namespace").asText().equals(BusyMember.NAMESPACE)) {
            return;
        }
        long generation = service.path("labels").path("generation").asLong();
        Set<String> backends = new TreeSet<>();
        service.path("backends").fieldNames().forEachRemaining(backends::add);
        long before = newest.merge(key, generation, Math::max);
        if (generation < before) {
            violation("generation " + generation + " of " + key + " after " + before);
        }
        if (!backends.isEmpty()) {
            hadBackends.add(key);
            if (!source(key).hadBackends(service.path("name").asText(), backends)) {
                violation(key + " has backends " + backends + ", and its source never had those");
            }
        } else if (hadBackends.contains(key)) {
            violation(key + " has no backends any more, and its source always had some");
        }
        services.put(key, new Shown(generation, backends));
    }

    private void address(String key, String value) {
        JsonNode ip = parse(value);
        Address before = addresses.get(key);
        if (!ip.path("K8sNamespace").asText().equals(BusyMember.NAMESPACE)) {
            vanished(key, before);
            addresses.remove(key);
            return;
        }
        String cluster = key.substring(ADDRESSES.length(), key.indexOf('/', ADDRESSES.length()));
        Address now = new Address(
                BusyMember.workloadOf(ip.path("K8sPodName").asText()),
                IDENTITIES + cluster + "/id/" + ip.path("ID").asText());
        if (before != null && !before.workload().equals(now.workload())) {
            vanished(key, before);
        }
        addresses.put(key, now);
    }

    /** A key that is not shown any more. */
    void delete(String key) {
        Shown service = services.remove(key);
        String name = key.substring(key.lastIndexOf('/') + 1);
        if (service != null && !source(key).wasWithdrawnAfter(name, service.generation())) {
            violation(key + " vanished, and its source never withdrew generation " + service.generation());
        }
        vanished(key, addresses.remove(key));
        identities.remove(key);
    }

    private void vanished(String key, @Nullable Address address) {
        if (address != null && !source(key).wasWithdrawn(address.workload())) {
            violation(key + " vanished, and its source never withdrew " + address.workload());
        }
    }

    /** Once a list, or one event, has been told: whoever has an address has its identity. */
    void checkIdentities() {
        addresses.forEach((key, address) -> {
            if (!identities.contains(address.identity())) {
                violation(key + " is shown without " + address.identity());
            }
        });
    }

    private void violation(String what) {
        var _ = violations.add(consumer + ": " + what);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    /** What is shown and should not be, and what should be and is not; empty if it is all that the other members export. */
    List<String> differences() {
        Map<String, Shown> truth = new TreeMap<>();
        Map<String, Integer> pods = new TreeMap<>();
        members.forEach((member, history) -> {
            if (!member.equals(consumer)) {
                history.exported()
                        .forEach((service, generation) -> truth.put(
                                SERVICES + member + "/" + BusyMember.NAMESPACE + "/" + service,
                                new Shown(generation, new TreeSet<>(history.backends(service)))));
                history.pods().forEach((workload, replicas) -> pods.put(member + "/" + workload, replicas));
            }
        });
        Map<String, Integer> shownPods = new TreeMap<>();
        addresses.forEach((key, address) -> shownPods.merge(member(key) + "/" + address.workload(), 1, Integer::sum));
        List<String> differences = new ArrayList<>();
        compare("services", truth, services, differences);
        compare("addresses of", pods, shownPods, differences);
        return differences;
    }

    private void compare(String what, Map<String, ?> truth, Map<String, ?> shown, List<String> differences) {
        Set<Map.Entry<String, ?>> lacks = new HashSet<>(truth.entrySet());
        lacks.removeAll(shown.entrySet());
        Set<Map.Entry<String, ?>> stale = new HashSet<>(shown.entrySet());
        stale.removeAll(truth.entrySet());
        if (!lacks.isEmpty() || !stale.isEmpty()) {
            differences.add(consumer + " lacks " + what + " " + lacks + " and still shows " + stale);
        }
    }

    private MemberHistory source(String key) {
        MemberHistory history = members.get(member(key));
        if (history == null) {
            throw new IllegalStateException(key + " is of no member that is known: " + members.keySet());
        }
        return history;
    }

    /** Whose a key is: {@code cilium/cache/FAMILY/v1/MEMBER/...}. */
    private static String member(String key) {
        return key.split("/", -1)[4];
    }

    private static JsonNode parse(String value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value is no JSON: " + value, e);
        }
    }
}
