package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.CiliumFact;
import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.ServiceExportFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MeshFamily;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.MeshRecord.ServiceExportRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a member gives besides services: nodes, identities, addresses, whole slices, service exports. Not thread-safe. */
final class MemberItems {
    private final ExportTable services;
    private final ExportSettings settings;
    private final String clusterName;
    private final IdentityRange range;
    private final CiliumTable cilium = new CiliumTable();
    private final NavigableMap<ServiceName, ServiceExportFact> exports = new TreeMap<>();
    private final Predicate<ServiceName> held;
    private final Markers markers = new Markers();
    /** Of identities that addresses have asked for since facts changed. */
    private final Map<Long, IpOwner.Identity> states = new HashMap<>();

    /**
     * Of a member of which nothing is known yet.
     *
     * @param services the member's services and namespaces, kept by another
     * @param held whether the member may not export a name
     */
    MemberItems(ExportTable services, ExportSettings settings, Member member, Predicate<ServiceName> held) {
        this.held = held;
        this.services = services;
        this.settings = settings;
        this.clusterName = member.clusterName();
        this.range = IdentityRange.of(member.clusterId(), settings.maxConnectedClusters());
    }

    Markers markers() {
        return markers;
    }

    Optional<CiliumConfigFact> config() {
        return cilium.config();
    }

    Optional<String> ciliumVersion() {
        return cilium.version();
    }

    Affected put(CiliumFact fact) {
        return cilium.put(fact);
    }

    Affected put(ServiceExportFact fact) {
        ServiceName name = new ServiceName(fact.namespace(), fact.name());
        return fact.equals(exports.put(name, fact)) ? Affected.NOTHING : exported(name);
    }

    /**
     * Takes a tombstone.
     *
     * @param name the rest of the key after the family's segment
     */
    Affected remove(Family family, String name) {
        if (family != Family.SERVICE_EXPORT) {
            return cilium.remove(family, name);
        }
        if (name.indexOf('/') < 0) {
            return Affected.NOTHING;
        }
        ServiceName export = ServiceName.parse(name);
        return exports.remove(export) == null ? Affected.NOTHING : exported(export);
    }

    /** With its service: that is where a name is told that waits. */
    private static Affected exported(ServiceName name) {
        return Affected.of(Set.of(name)).and(Affected.ofItems(Set.of(Item.export(name))));
    }

    /** What depends on a namespace. */
    Set<Item> in(String namespace) {
        Set<Item> items = cilium.in(namespace);
        exports.tailMap(new ServiceName(namespace, "")).keySet().stream()
                .takeWhile(name -> name.namespace().equals(namespace))
                .forEach(name -> items.add(Item.export(name)));
        services.servicesIn(namespace).forEach(name -> items.addAll(slicesOf(name)));
        return items;
    }

    /** The exports and the slices of these services. */
    Set<Item> of(Set<ServiceName> names) {
        Set<Item> items =
                names.stream().filter(exports::containsKey).map(Item::export).collect(Collectors.toSet());
        names.forEach(name -> items.addAll(slicesOf(name)));
        return items;
    }

    private List<Item> slicesOf(ServiceName service) {
        return services.slices(service).stream()
                .map(slice -> Item.slice(slice.namespace(), slice.name()))
                .toList();
    }

    /** All that there may be records of. */
    Set<Item> all() {
        Set<Item> all = new HashSet<>(cilium.items());
        exports.keySet().forEach(name -> all.add(Item.export(name)));
        services.services().forEach(name -> all.addAll(slicesOf(name)));
        return all;
    }

    /**
     * Whether a namespace takes part in the mesh; empty where nobody can say. Where its annotation does not, both the profile
     * and the member's own configuration must say so: neither opens what the other has closed.
     */
    Optional<Boolean> takesPart(String namespace) {
        boolean byDefault = settings.namespacesGlobalByDefault()
                && config().flatMap(CiliumConfigFact::namespacesGlobalByDefault).orElse(true);
        return NamespaceRule.takesPart(services.namespace(namespace), byDefault);
    }

    private boolean isGlobal(String namespace) {
        return takesPart(namespace).orElse(false);
    }

    /** Whether all that the family rests on was listed whole. */
    boolean isComplete(MeshFamily family) {
        return markers.generation(Readiness.families(family, config(), markers)).isPresent();
    }

    /** What should be in the output for an item, whatever is there now. */
    Desired desired(Item item) {
        return switch (item.family()) {
            case NODES -> cilium.node(item.name()).map(NodeConversion::of).orElse(Desired.NOTHING);
            case IDENTITIES ->
                IdentityConversion.id(item.name()).stream()
                        .mapToObj(cilium::identity)
                        .flatMap(Optional::stream)
                        .map(this::identity)
                        .findFirst()
                        .orElse(Desired.NOTHING);
            case IPS -> ip(item.name());
            case SERVICE_EXPORTS -> export(ServiceName.parse(item.name()));
            case ENDPOINT_SLICES -> slice(ServiceName.parse(item.name()));
            case SERVICES -> throw new IllegalStateException("a service is no item: " + item);
        };
    }

    private Desired identity(CiliumIdentityFact fact) {
        Optional<Problem> homeless = IdentityConversion.homeless(fact);
        if (homeless.isPresent()) {
            return Desired.withheld(List.of(homeless.get()));
        }
        boolean global = fact.namespace().filter(this::isGlobal).isPresent();
        return global ? IdentityConversion.of(fact, clusterName, range) : Desired.NOTHING;
    }

    private Desired ip(String ip) {
        Family counted = Readiness.endpoints(config(), markers);
        List<IpClaim> claims = cilium.claims(ip).stream()
                .filter(claim -> claim.family() == counted)
                .toList();
        return new IpOwner(this::isGlobal, this::state, range).decide(claims);
    }

    /** Some fact is going to be another one. */
    void forgetStates() {
        states.clear();
    }

    private IpOwner.Identity state(long id) {
        return states.computeIfAbsent(id, this::newState);
    }

    private IpOwner.Identity newState(long id) {
        return cilium.identity(id)
                .map(fact -> identity(fact).record().isPresent() ? IpOwner.Identity.SHOWN : IpOwner.Identity.WITHHELD)
                .orElse(IpOwner.Identity.UNKNOWN);
    }

    /** Whether the Service of this name is exported, and if not, why. */
    ExportVerdict verdict(ServiceName name) {
        ExportVerdict wanted = wanted(name);
        return wanted == ExportVerdict.EXPORTED && held.test(name) ? ExportVerdict.HELD : wanted;
    }

    /** Whether it would be exported if nothing were held. */
    private ExportVerdict wanted(ServiceName name) {
        return services.service(name)
                .map(service -> ExportVerdict.of(service, takesPart(name.namespace())))
                .orElse(ExportVerdict.ABSENT);
    }

    /** @param name the slice's own, in its namespace */
    private Desired slice(ServiceName name) {
        Optional<EndpointSliceFact> slice = services.slice(name.namespace(), name.name());
        return slice.flatMap(EndpointSliceFact::service)
                .map(service -> verdict(new ServiceName(name.namespace(), service)))
                .filter(ExportVerdict.EXPORTED::equals)
                .flatMap(_ -> slice)
                .map(WholeSliceConversion::of)
                .orElse(Desired.NOTHING);
    }

    /** That a name waits; empty if it is not held, or the member does not ask for it. */
    Optional<HeldExportRecord> waiting(ServiceName name) {
        if (!held.test(name)) {
            return Optional.empty();
        }
        Optional<ServiceExportRecord> export = wantedExport(name).record().map(ServiceExportRecord.class::cast);
        return export.isPresent() || wanted(name) == ExportVerdict.EXPORTED
                ? Optional.of(new HeldExportRecord(
                        name.namespace(),
                        name.name(),
                        export.map(ServiceExportRecord::created)
                                .or(() -> services.service(name).flatMap(ServiceFact::created))))
                : Optional.empty();
    }

    private Desired export(ServiceName name) {
        return held.test(name) ? Desired.NOTHING : wantedExport(name);
    }

    private Desired wantedExport(ServiceName name) {
        Optional<ServiceExportFact> fact = Optional.ofNullable(exports.get(name));
        boolean counts = config().filter(CiliumConfigFact::mcsApi).isPresent();
        return fact.filter(_ -> counts && isGlobal(name.namespace()))
                .map(export -> ServiceExportConversion.of(export, services.service(name)))
                .orElse(Desired.NOTHING);
    }
}
