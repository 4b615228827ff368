package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.MeshRecord.IdentityRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Collects the operations of one plan by phase; the phases are those that {@link ExportStep} promises, in their order. */
final class ExportPlan {
    private enum Phase {
        CONFIG,
        WAITING,
        EXPORTS_GONE,
        SERVICES_GONE,
        NODES,
        IDENTITIES,
        IPS,
        SLICES,
        WHOLE_SLICES,
        SERVICES,
        EXPORTS,
        SLICES_GONE,
        WHOLE_SLICES_GONE,
        IPS_GONE,
        IDENTITIES_GONE,
        NODES_GONE,
        WAITING_NO_MORE,
        COMPLETENESS
    }

    private final Held held;
    private final Set<MeshFamily> deletable;
    private final Map<Phase, List<Operation>> phases = new EnumMap<>(Phase.class);
    private final Set<String> slicesGone = new TreeSet<>();
    private final Set<String> wantedSlices = new HashSet<>();
    private final Set<Item> seen = new HashSet<>();
    /** Identities that may go: not wanted, or let go of by an address. */
    private final Set<Long> loose = new TreeSet<>();
    /** Addresses that leave the identity that they are held with. */
    private final Set<String> leaving = new HashSet<>();

    /** @param deletable families of which what is not desired may be deleted */
    ExportPlan(Held held, Set<MeshFamily> deletable) {
        this.held = held;
        this.deletable = deletable;
    }

    void config(MeshRecord value) {
        put(Phase.CONFIG, value);
    }

    void completeness(MeshRecord value) {
        put(Phase.COMPLETENESS, value);
    }

    void service(ServiceName name, Export desired) {
        for (EndpointSliceRecord slice : desired.slices()) {
            put(Phase.SLICES, slice);
            wantedSlices.add(slice.key());
        }
        desired.service().ifPresent(service -> put(Phase.SERVICES, service));
        desired.held().ifPresent(waiting -> put(Phase.WAITING, waiting));
        if (deletable.contains(MeshFamily.SERVICES)) {
            String key = ServiceRecord.keyOf(name.namespace(), name.name());
            if (desired.service().isEmpty() && held.get(key).isPresent()) {
                delete(Phase.SERVICES_GONE, key);
            }
            slicesGone.addAll(held.slices(name));
            String waiting = HeldExportRecord.keyOf(name.namespace(), name.name());
            if (desired.held().isEmpty() && held.get(waiting).isPresent()) {
                delete(Phase.WAITING_NO_MORE, waiting);
            }
        }
    }

    /** Whether the plan is for this item, too, already. */
    boolean has(Item item) {
        return seen.contains(item);
    }

    void item(Item item, Desired desired) {
        if (!seen.add(item)) {
            return;
        }
        switch (item.family()) {
            case NODES -> replace(Phase.NODES, Phase.NODES_GONE, item, desired);
            case ENDPOINT_SLICES -> replace(Phase.WHOLE_SLICES, Phase.WHOLE_SLICES_GONE, item, desired);
            case SERVICE_EXPORTS -> replace(Phase.EXPORTS, Phase.EXPORTS_GONE, item, desired);
            case IPS -> ip(item, desired);
            case IDENTITIES ->
                desired.record()
                        .ifPresentOrElse(
                                value -> put(Phase.IDENTITIES, value), () -> loose.add(Long.parseLong(item.name())));
            case SERVICES -> throw new IllegalStateException("a service is no item: " + item);
        }
    }

    private void ip(Item item, Desired desired) {
        Optional<IpRecord> before = held.get(item.key()).map(IpRecord.class::cast);
        if (before.filter(record -> isKept(record, desired)).isPresent()
                || !replace(Phase.IPS, Phase.IPS_GONE, item, desired)) {
            return;
        }
        before.ifPresent(record -> {
            boolean stays = desired.record()
                    .filter(now -> ((IpRecord) now).identity() == record.identity())
                    .isPresent();
            if (!stays) {
                leaving.add(record.ip());
                loose.add(record.identity());
            }
        });
    }

    /**
     * An endpoint whose new identity has not been seen yet keeps its address as it was until then; one that took over an
     * address never has it with the identity of the one before.
     */
    private static boolean isKept(IpRecord before, Desired desired) {
        return desired.waiting().equals(Optional.of(new ServiceName(before.namespace(), before.pod())));
    }

    /** Whether anything is written. */
    private boolean replace(Phase come, Phase gone, Item item, Desired desired) {
        if (desired.record().isPresent()) {
            return put(come, desired.record().get());
        }
        if (held.get(item.key()).isEmpty() || !deletable.contains(item.family())) {
            return false;
        }
        delete(gone, item.key());
        return true;
    }

    private boolean put(Phase phase, MeshRecord value) {
        if (held.get(value.key()).equals(Optional.of(value))) {
            return false;
        }
        at(phase).add(new Operation.Put(value));
        return true;
    }

    private void delete(Phase phase, String key) {
        at(phase).add(new Operation.Delete(key));
    }

    private List<Operation> at(Phase phase) {
        return phases.computeIfAbsent(phase, _ -> new ArrayList<>());
    }

    /** @param identities what is desired of an identity: one that an address lets go of may be wanted all the same */
    List<Operation> operations(Function<Item, Desired> identities) {
        // A slice that went over to another service of this plan is held under the old one, and must not go.
        slicesGone.removeAll(wantedSlices);
        slicesGone.forEach(key -> delete(Phase.SLICES_GONE, key));
        for (long id : loose) {
            if (isUnused(id) && identities.apply(Item.identity(id)).record().isEmpty()) {
                delete(Phase.IDENTITIES_GONE, IdentityRecord.keyOf(id));
            }
        }
        return phases.values().stream().flatMap(List::stream).toList();
    }

    /** Whether an identity that is held may go, and no address stays with it. */
    private boolean isUnused(long id) {
        return deletable.contains(MeshFamily.IDENTITIES)
                && held.get(IdentityRecord.keyOf(id)).isPresent()
                && leaving.containsAll(held.ips(id));
    }
}
