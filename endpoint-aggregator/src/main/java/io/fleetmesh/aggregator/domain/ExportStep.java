package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.InventoryFact;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.ClusterConfigRecord;
import io.fleetmesh.contract.MeshRecord.CompletenessRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Stage one: the fold of one admitted member's facts to what it gives to the mesh. Records depend on the newest fact of each
 * key alone, never on the order of arrival, so replay and live give the same.
 *
 * <p>A plan lists only writes that change something, in an order that never shows a service without its endpoints, nor an
 * address without its identity:
 *
 * <pre>
 *  cluster-config → names that wait → exports that go → services that go
 *    → nodes → identities → addresses → slices → whole slices → services → exports     (those that come or change)
 *    → slices that go → whole slices that go → addresses that go → identities that go → nodes that go
 *    → names that wait no more → completeness
 * </pre>
 *
 * <p>An identity does not go while an address stays that is held with it. Of a family nothing is deleted before the facts that
 * it rests on are complete. Cluster configuration and completeness are never deleted here: they go with the member, which is
 * another's decision. A name that is held and one that is exported are each told before the other goes: the member asks for it all
 * the while.
 *
 * <p>Not thread-safe.
 */
public final class ExportStep {
    private final Member member;
    private final ExportSettings settings;
    private final ExportTable table = new ExportTable();
    private final MemberItems items;
    private final ProblemList problems = new ProblemList();

    /** Of a member whose exports nobody holds. */
    public ExportStep(Member member, ExportSettings settings) {
        this(member, settings, _ -> false);
    }

    /**
     * Of a member of which no facts are known yet.
     *
     * @param held whether it may not export a name now; {@link #approvalChanged} hears when that becomes another
     */
    public ExportStep(Member member, ExportSettings settings, Predicate<ServiceName> held) {
        this.member = member;
        this.settings = settings;
        this.items = new MemberItems(table, settings, member, held);
    }

    /**
     * Whether names are held may be another answer now.
     *
     * @param name the one name; empty for all
     */
    public Affected approvalChanged(Optional<ServiceName> name) {
        return name.map(one -> withItems(Affected.of(Set.of(one)))).orElse(Affected.EVERYTHING);
    }

    /**
     * Takes the newest record of a key of the member's facts.
     *
     * @param fact empty for a tombstone
     */
    public Affected apply(String key, Optional<MemberFact> fact) {
        items.forgetStates();
        Affected affected = fact.isPresent() ? put(key, fact.get()) : remove(key);
        // A fact that is known already has the problems that it had.
        if (fact.isEmpty() || !affected.equals(Affected.NOTHING)) {
            problems.replace("fact/" + key, affected.problems());
        }
        return affected;
    }

    private Affected put(String key, MemberFact fact) {
        String own = fact.key();
        return own.equals(key)
                ? put(fact)
                : Affected.refused(new Problem(key, "key", key, "the key of the fact in it, " + own));
    }

    private Affected put(MemberFact fact) {
        return switch (fact) {
            case NamespaceFact namespace -> {
                boolean known = table.namespace(namespace.name()).equals(Optional.of(namespace));
                Affected services = table.put(namespace);
                yield known ? Affected.NOTHING : services.and(Affected.ofItems(items.in(namespace.name())));
            }
            case ServiceFact service -> withItems(table.put(service));
            case EndpointSliceFact slice -> withSlice(slice.namespace() + "/" + slice.name(), table.put(slice));
            case ServiceExportFact export -> items.put(export);
            case CiliumFact cilium -> items.put(cilium);
            case CompletenessFact marker -> items.markers().put(marker);
            case MemberFact.UnreadableFact(String object, String field, String found, String expected) ->
                Affected.refused(new Problem(object, field, found, expected + "; its last state counts"));
            case MemberFact.IdentityFact _,
                    MemberFact.ReachabilityFact _,
                    MemberFact.MassDeleteHeldFact _,
                    InventoryFact _ -> Affected.NOTHING;
        };
    }

    private Affected withItems(Affected services) {
        return services.and(Affected.ofItems(items.of(services.services())));
    }

    private static Affected withSlice(String name, Affected services) {
        return services.equals(Affected.NOTHING)
                ? services
                : services.and(Affected.ofItems(Set.of(new Item(MeshFamily.ENDPOINT_SLICES, name))));
    }

    private Affected remove(String key) {
        int slash = key.indexOf('/');
        String segment = key.substring(0, Math.max(slash, 0));
        String name = key.substring(slash + 1);
        if (segment.equals("complete")) {
            return items.markers().remove(name);
        }
        Optional<Family> family = Arrays.stream(Family.values())
                .filter(each -> each.segment().equals(segment))
                .findFirst();
        if (family.isEmpty()) {
            return Affected.NOTHING;
        }
        return switch (family.get()) {
            case NAMESPACE -> {
                boolean known = table.namespace(name).isPresent();
                Affected services = table.remove(key);
                yield known ? services.and(Affected.ofItems(items.in(name))) : services;
            }
            case SERVICE -> withItems(table.remove(key));
            case ENDPOINT_SLICE -> withSlice(name, table.remove(key));
            case CILIUM_CONFIG,
                    CILIUM_AGENT,
                    CILIUM_NODE,
                    CILIUM_IDENTITY,
                    CILIUM_ENDPOINT,
                    CILIUM_ENDPOINT_SLICE,
                    SERVICE_EXPORT -> items.remove(family.get(), name);
        };
    }

    /** Whether all that services rest on was listed whole, so that what is not in the facts is not in the member. */
    public boolean isComplete() {
        return isComplete(MeshFamily.SERVICES);
    }

    /** Whether all that this family rests on was listed whole. */
    public boolean isComplete(MeshFamily family) {
        return items.isComplete(family);
    }

    /** What should be in the output for a service, whatever is there now. */
    public Export desired(ServiceName name) {
        Optional<ServiceFact> service = table.service(name);
        if (service.isEmpty()) {
            return Export.withheld(ExportVerdict.ABSENT, Optional.empty(), List.of());
        }
        ExportVerdict verdict = items.verdict(name);
        return verdict == ExportVerdict.EXPORTED
                ? exported(name, service.get())
                : Export.withheld(
                        verdict,
                        items.waiting(name),
                        ExportVerdict.unusable(service.get()).stream().toList());
    }

    private Export exported(ServiceName name, ServiceFact fact) {
        ServiceConversion service = ServiceConversion.of(fact);
        List<Problem> found = new ArrayList<>(service.problems());
        List<EndpointSliceRecord> slices = new ArrayList<>();
        for (EndpointSliceFact slice : table.slices(name)) {
            SliceConversion conversion = SliceConversion.of(slice);
            conversion.value().ifPresent(slices::add);
            found.addAll(conversion.problems());
        }
        return new Export(ExportVerdict.EXPORTED, Optional.of(service.value()), slices, Optional.empty(), found);
    }

    /** What should be in the output for an item, whatever is there now. */
    public Desired desired(Item item) {
        return items.desired(item);
    }

    /** Everything that the member's output should hold. */
    public List<MeshRecord> desired() {
        List<MeshRecord> all = new ArrayList<>();
        all.add(config());
        items.all().forEach(item -> desired(item).record().ifPresent(all::add));
        for (ServiceName name : table.services()) {
            Export export = desired(name);
            all.addAll(export.slices());
            export.service().ifPresent(all::add);
            export.held().ifPresent(all::add);
        }
        all.addAll(completeness());
        return all;
    }

    /** What is left out or corrected, as of the last plan. */
    public ProblemList problems() {
        return problems;
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
        Set<Item> all = new HashSet<>(items.all());
        all.addAll(held.items());
        ExportPlan plan = begin(held, deletesAllowed);
        plan.config(config());
        completeness().forEach(plan::completeness);
        return finish(plan, names, all, true);
    }

    /** The difference in these services alone; their slices in the output that belong to another service now stay. */
    public List<Operation> planFor(Set<ServiceName> services, Held held, boolean deletesAllowed) {
        return planFor(Affected.of(services), held, deletesAllowed);
    }

    /** The operations that an applied fact asks for. */
    public List<Operation> planFor(Affected affected, Held held, boolean deletesAllowed) {
        return affected.everything()
                ? plan(held, deletesAllowed)
                : finish(
                        begin(held, deletesAllowed), withNewOwners(affected.services(), held), affected.items(), false);
    }

    private ExportPlan begin(Held held, boolean deletesAllowed) {
        Set<MeshFamily> deletable = EnumSet.noneOf(MeshFamily.class);
        for (MeshFamily family : MeshFamily.values()) {
            if (deletesAllowed && isComplete(family)) {
                deletable.add(family);
            }
        }
        return new ExportPlan(held, deletable);
    }

    private List<Operation> finish(ExportPlan plan, Set<ServiceName> services, Set<Item> all, boolean whole) {
        for (ServiceName name : services) {
            Export export = desired(name);
            problems.replace("service/" + name, export.problems());
            plan.service(name, export);
        }
        for (Item item : all.stream().sorted(Item.ORDER).toList()) {
            Desired desired = desired(item);
            note(item, desired, whole);
            // Held already, as a rule; but whatever this plan is for, it shows no address without its identity.
            desired.record()
                    .flatMap(IpOwner::identityOf)
                    .filter(identity -> !plan.has(identity))
                    .ifPresent(identity -> plan.item(identity, desired(identity)));
            plan.item(item, desired);
        }
        return plan.operations(this::desired);
    }

    /** That an address waits for its identity is ordinary for a moment, because the two come from two watches. */
    private void note(Item item, Desired desired, boolean whole) {
        List<Problem> found = new ArrayList<>(desired.problems());
        desired.waiting()
                .map(pod -> new Problem(item.key(), "identity", "of " + pod, "a CiliumIdentity that is there"))
                .filter(waiting -> whole || problems.has(item.key(), waiting))
                .ifPresent(found::add);
        problems.replace(item.key(), found);
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

    private MeshRecord config() {
        return new ClusterConfigRecord(
                member.clusterName(),
                member.clusterId(),
                settings.maxConnectedClusters(),
                Readiness.exportsServices(items.config(), items.markers()),
                items.ciliumVersion());
    }

    private List<MeshRecord> completeness() {
        List<MeshRecord> markers = new ArrayList<>();
        for (MeshFamily family : MeshFamily.values()) {
            items.markers()
                    .generation(Readiness.families(family, items.config(), items.markers()))
                    .ifPresent(generation -> markers.add(new CompletenessRecord(family, generation)));
        }
        return markers;
    }
}
