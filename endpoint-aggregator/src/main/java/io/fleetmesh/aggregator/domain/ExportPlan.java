package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Collects the operations of one plan by phase; the phases are those that {@link ExportStep} promises. */
final class ExportPlan {
    private final Held held;
    private final boolean deletes;
    private final List<Operation> first = new ArrayList<>();
    private final List<Operation> servicesGone = new ArrayList<>();
    private final List<Operation> slices = new ArrayList<>();
    private final List<Operation> services = new ArrayList<>();
    private final Set<String> slicesGone = new TreeSet<>();
    private final List<Operation> last = new ArrayList<>();
    private final Set<String> wanted = new HashSet<>();

    ExportPlan(Held held, boolean deletes) {
        this.held = held;
        this.deletes = deletes;
    }

    void first(MeshRecord value) {
        putTo(first, value);
    }

    void last(MeshRecord value) {
        putTo(last, value);
    }

    void service(ServiceName name, Export desired) {
        for (EndpointSliceRecord slice : desired.slices()) {
            putTo(slices, slice);
            wanted.add(slice.key());
        }
        desired.service().ifPresent(service -> putTo(services, service));
        if (deletes) {
            String key = ServiceRecord.keyOf(name.namespace(), name.name());
            if (desired.service().isEmpty() && held.get(key).isPresent()) {
                servicesGone.add(new Operation.Delete(key));
            }
            slicesGone.addAll(held.slices(name));
        }
    }

    private void putTo(List<Operation> phase, MeshRecord value) {
        if (!held.get(value.key()).equals(Optional.of(value))) {
            phase.add(new Operation.Put(value));
        }
    }

    List<Operation> operations() {
        List<Operation> all = new ArrayList<>(first);
        all.addAll(servicesGone);
        all.addAll(slices);
        all.addAll(services);
        // A slice that went over to another service of this plan is held under the old one, and must not go.
        slicesGone.removeAll(wanted);
        slicesGone.forEach(key -> all.add(new Operation.Delete(key)));
        all.addAll(last);
        return List.copyOf(all);
    }
}
