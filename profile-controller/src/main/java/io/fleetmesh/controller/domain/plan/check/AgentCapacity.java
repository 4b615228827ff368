package io.fleetmesh.controller.domain.plan.check;

import static java.util.stream.Collectors.joining;

import io.fleetmesh.contract.CiliumNetwork;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.controller.domain.plan.CheckInput;
import io.fleetmesh.controller.domain.plan.Judgement;
import io.fleetmesh.controller.domain.plan.NamespaceInventory;
import io.fleetmesh.controller.domain.plan.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each consumer's agents would hold: an entry of the BPF map of addresses for each address of a pod or a node that they see,
 * their own included; and memory by a rule of thumb. Figures that Cilium's CFP-39876 gives are 15 GiB for each agent with 200
 * clusters of 15,000 endpoints and 500 identities, which is 5.4 KB for each endpoint, with all that belongs to it.
 */
final class AgentCapacity {
    private static final int NEARLY_PERCENT = 70;
    private static final int BYTES = 5_400;
    /** Consumers whose load is told, those with most. */
    private static final int NAMED = 3;

    /** What a consumer holds of one source: in all, of that what is of namespaces that export no service, and identities. */
    private record Load(long entries, long idle, long identities) {
        static final Load NONE = new Load(0, 0, 0);

        Load plus(Load other) {
            return new Load(entries + other.entries, idle + other.idle, identities + other.identities);
        }
    }

    private record Held(String consumer, Load load) {
        String text() {
            String saved = load.idle() == 0 ? "" : ", of which a narrower view would save " + load.idle();
            return consumer + ": " + load.entries() + " addresses" + saved + ", " + load.identities()
                    + " identities of others";
        }
    }

    private record Part(String source, NamespaceChoice choice) {}

    private final CheckInput in;
    private final Map<Part, Load> parts = new HashMap<>();

    private AgentCapacity(CheckInput in) {
        this.in = in;
    }

    static String judge(CheckInput in, Judgement out) {
        AgentCapacity capacity = new AgentCapacity(in);
        in.joined().stream()
                .filter(source -> !source.inventory().hasAllEndpoints()
                        || !source.inventory().isComplete(Family.CILIUM_NODE))
                .forEach(source -> out.unknown(
                        source.id(),
                        "how many addresses it has",
                        "wait until its endpoints and nodes have been listed"));
        List<Held> all = new ArrayList<>();
        for (Subject consumer : in.joined()) {
            Load load = capacity.of(consumer);
            all.add(new Held(consumer.id(), load));
            tell(consumer, load, out);
        }
        return capacity.text(all);
    }

    /** Also where there is room for all: whoever plans sees what comes, and where a narrower view would help. */
    private String text(List<Held> all) {
        long most = all.stream().mapToLong(held -> held.load().entries()).max().orElse(0);
        List<Held> first = all.stream()
                .sorted(Comparator.comparing((Held held) -> !in.isAsked(held.consumer()))
                        .thenComparing(held -> held.load().entries(), Comparator.reverseOrder())
                        .thenComparing(Held::consumer))
                .limit(NAMED)
                .toList();
        String total = "at most " + most + " of " + CiliumNetwork.IPCACHE_ENTRIES + " entries, about " + memory(most)
                + " of memory in an agent";
        return first.isEmpty()
                ? total
                : total + "; " + first.stream().map(Held::text).collect(joining("; "));
    }

    private static void tell(Subject consumer, Load load, Judgement out) {
        String fact = "agents of " + consumer.id() + " would hold " + load.entries() + " of "
                + CiliumNetwork.IPCACHE_ENTRIES
                + " addresses and " + load.identities() + " identities of others, about " + memory(load.entries())
                + " of memory";
        String remedy = load.idle() == 0
                ? "let it see fewer members or namespaces, by a segment"
                : "let it see only namespaces that export services, by a segment: that would save " + load.idle()
                        + " addresses";
        if (load.entries() > CiliumNetwork.IPCACHE_ENTRIES) {
            out.fail(List.of(consumer.id()), fact, remedy);
        } else if (load.entries() * 100 > CiliumNetwork.IPCACHE_ENTRIES * (long) NEARLY_PERCENT) {
            out.warn(List.of(consumer.id()), fact, remedy);
        }
    }

    private static String memory(long entries) {
        return ((entries * BYTES) >> 20) + " MiB";
    }

    private Load of(Subject consumer) {
        long own = (long) consumer.inventory().podAddresses()
                + consumer.inventory().nodeEntries();
        Load load = new Load(own, 0, 0);
        ConsumerView view = in.views().get(consumer.id());
        if (view != null) {
            for (String source : view.sources()) {
                load = load.plus(parts.computeIfAbsent(new Part(source, view.namespacesOf(source)), this::part));
            }
        }
        return load;
    }

    private Load part(Part part) {
        Subject source = in.subjects().getOrDefault(part.source(), in.draining().get(part.source()));
        if (source == null) {
            return Load.NONE;
        }
        boolean byDefault = source.inventory().namespacesGlobal(in.namespacesGlobal());
        Load load = new Load(source.inventory().nodeEntries(), 0, 0);
        for (Map.Entry<String, NamespaceInventory> entry :
                source.inventory().namespaces().entrySet()) {
            NamespaceInventory namespace = entry.getValue();
            if (part.choice().has(entry.getKey()) && namespace.takesPart(byDefault)) {
                long idle = namespace.exportsSomething() ? 0 : namespace.addresses();
                load = load.plus(new Load(namespace.addresses(), idle, namespace.identities()));
            }
        }
        return load;
    }
}
