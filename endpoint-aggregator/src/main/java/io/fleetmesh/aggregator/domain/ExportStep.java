package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stage one: the fold of one admitted member's facts to what it gives to the mesh. Records depend on the newest fact of each
 * key alone, never on the order of arrival, so replay and live give the same.
 *
 * <p>A plan lists only writes that change something, in an order that never shows a service without its endpoints:
 *
 * <pre>
 *  cluster-config → services that go → slices that come or change → services that come or change → slices that go → completeness
 * </pre>
 *
 * <p>Cluster configuration and completeness are never deleted here: they go with the member, which is another's decision.
 *
 * <p>Not thread-safe.
 */
public final class ExportStep {
    private final ClusterConfigRecord config;
    private final ExportSettings settings;
    private final ExportTable table = new ExportTable();

    public ExportStep(Member member, ExportSettings settings) {
        this.settings = settings;
        this.config = new ClusterConfigRecord(
                member.clusterName(), member.clusterId(), settings.maxConnectedClusters(), false);
    }

    /**
     * Takes the newest record of a key of the member's facts.
     *
     * @param fact empty for a tombstone
     */
    public Affected apply(String key, Optional<MemberFact> fact) {
        if (fact.isEmpty()) {
            return table.remove(key);
        }
        String own = fact.get().key();
        return own.equals(key)
                ? table.put(fact.get())
                : Affected.refused(new Problem(key, "key", key, "the key of the fact in it, " + own));
    }

    /** Whether all families were listed whole, so that what is not in the facts is not in the member. */
    public boolean isComplete() {
        return table.generation().isPresent();
    }

    /** What should be in the output for a service, whatever is there now. */
    public Export desired(ServiceName name) {
        Optional<ServiceFact> service = table.service(name);
        if (service.isEmpty()) {
            return Export.withheld(ExportVerdict.ABSENT);
        }
        ExportVerdict verdict = ExportVerdict.of(
                service.get(), table.namespace(name.namespace()), settings.namespacesGlobalByDefault());
        return verdict == ExportVerdict.EXPORTED ? exported(name, service.get()) : Export.withheld(verdict);
    }

    private Export exported(ServiceName name, ServiceFact fact) {
        ServiceConversion service = ServiceConversion.of(fact);
        List<Problem> problems = new ArrayList<>(service.problems());
        List<EndpointSliceRecord> slices = new ArrayList<>();
        for (EndpointSliceFact slice : table.slices(name)) {
            SliceConversion conversion = SliceConversion.of(slice);
            conversion.value().ifPresent(slices::add);
            problems.addAll(conversion.problems());
        }
        return new Export(ExportVerdict.EXPORTED, Optional.of(service.value()), slices, problems);
    }

    /** Everything that the member's output should hold. */
    public List<MeshRecord> desired() {
        List<MeshRecord> all = new ArrayList<>();
        all.add(config);
        for (ServiceName name : table.services()) {
            Export export = desired(name);
            all.addAll(export.slices());
            export.service().ifPresent(all::add);
        }
        completeness().ifPresent(all::add);
        return all;
    }

    /**
     * The whole difference between an output and what it should hold, for a take-over and for a resync.
     *
     * @param deletesAllowed whether the caller knows that its inputs are caught up and come from the member they name; without
     *     it, or before the facts are complete, nothing is deleted
     */
    public List<Operation> plan(Held held, boolean deletesAllowed) {
        Set<ServiceName> names = new TreeSet<>(table.services());
        names.addAll(held.services());
        ExportPlan plan = new ExportPlan(held, deletesAllowed && isComplete());
        plan.first(config);
        names.forEach(name -> plan.service(name, desired(name)));
        completeness().ifPresent(plan::last);
        return plan.operations();
    }

    /** The difference in these services alone; their slices in the output that belong to another service now stay. */
    public List<Operation> planFor(Set<ServiceName> services, Held held, boolean deletesAllowed) {
        ExportPlan plan = new ExportPlan(held, deletesAllowed && isComplete());
        withNewOwners(services, held).forEach(name -> plan.service(name, desired(name)));
        return plan.operations();
    }

    /** A slice that left one of the services must be seen with its new one, or it would look gone. */
    private Set<ServiceName> withNewOwners(Set<ServiceName> services, Held held) {
        Set<ServiceName> all = new TreeSet<>(services);
        services.stream()
                .flatMap(name -> held.slices(name).stream())
                .flatMap(key -> table.owner(key).stream())
                .forEach(all::add);
        return all;
    }

    /** The operations that an applied fact asks for. */
    public List<Operation> planFor(Affected affected, Held held, boolean deletesAllowed) {
        return affected.everything() ? plan(held, deletesAllowed) : planFor(affected.services(), held, deletesAllowed);
    }

    private Optional<MeshRecord> completeness() {
        return table.generation().stream()
                .<MeshRecord>mapToObj(CompletenessRecord::new)
                .findFirst();
    }
}
