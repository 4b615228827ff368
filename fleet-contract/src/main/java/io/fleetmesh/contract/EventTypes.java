package io.fleetmesh.contract;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** CloudEvents {@code type} of each record: {@code io.fleetmesh.<name>.v<version>}. */
public final class EventTypes {
    /** What every type of ours starts with. */
    public static final String PREFIX = "io.fleetmesh.";

    private record Entry(String name, String text, Class<? extends FleetRecord> type) {
        Entry(String name, int version, Class<? extends FleetRecord> type) {
            this(name, PREFIX + name + ".v" + version, type);
        }
    }

    private static final Map<Class<?>, Entry> BY_CLASS = Stream.of(
                    new Entry("claim", 1, Claim.class),
                    new Entry("dead-letter", 1, DeadLetter.class),
                    new Entry("incarnation", 1, Incarnation.class),
                    new Entry("object-problem", 1, ObjectProblem.class),
                    new Entry("member", 1, Member.class),
                    new Entry("candidate", 1, Candidate.class),
                    new Entry("member-status", 1, MemberStatus.class),
                    new Entry("store-status", 1, StoreStatus.class),
                    new Entry("applied-profile", 1, AppliedProfile.class),
                    new Entry("cluster-id", 1, ClusterIdReservation.class),
                    new Entry("export-hold", 1, ExportHold.class),
                    new Entry("export-approval", 1, ExportApproval.class),
                    new Entry("view", 1, ConsumerView.class),
                    new Entry("intent.member", 1, Intent.MemberIntent.class),
                    new Entry("intent.networkprofile", 1, Intent.NetworkProfileIntent.class),
                    new Entry("intent.rolloutstrategy", 1, Intent.RolloutStrategyIntent.class),
                    new Entry("intent.rolebinding", 1, Intent.RoleBindingIntent.class),
                    new Entry("plan", 1, Plan.class),
                    new Entry("global-service", 1, GlobalService.class),
                    new Entry("fact.namespace", 1, MemberFact.NamespaceFact.class),
                    new Entry("fact.service", 1, MemberFact.ServiceFact.class),
                    new Entry("fact.endpointslice", 1, MemberFact.EndpointSliceFact.class),
                    new Entry("fact.serviceexport", 1, MemberFact.ServiceExportFact.class),
                    new Entry("fact.ciliumconfig", 1, CiliumFact.CiliumConfigFact.class),
                    new Entry("fact.ciliumagent", 1, CiliumFact.CiliumAgentFact.class),
                    new Entry("fact.ciliumnode", 1, CiliumFact.CiliumNodeFact.class),
                    new Entry("fact.ciliumidentity", 1, CiliumFact.CiliumIdentityFact.class),
                    new Entry("fact.ciliumendpoint", 1, CiliumFact.CiliumEndpointFact.class),
                    new Entry("fact.ciliumendpointslice", 1, CiliumFact.CiliumEndpointSliceFact.class),
                    new Entry("fact.cluster", 1, InventoryFact.ClusterFact.class),
                    new Entry("fact.owners", 1, InventoryFact.OwnersFact.class),
                    new Entry("fact.identity", 1, MemberFact.IdentityFact.class),
                    new Entry("fact.reachability", 1, MemberFact.ReachabilityFact.class),
                    new Entry("fact.completeness", 1, MemberFact.CompletenessFact.class),
                    new Entry("fact.mass-delete-held", 1, MemberFact.MassDeleteHeldFact.class),
                    new Entry("fact.unreadable", 1, MemberFact.UnreadableFact.class),
                    new Entry("mesh.cluster-config", 1, MeshRecord.ClusterConfigRecord.class),
                    new Entry("mesh.service", 1, MeshRecord.ServiceRecord.class),
                    new Entry("mesh.endpointslice", 1, MeshRecord.EndpointSliceRecord.class),
                    new Entry("mesh.wholeslice", 1, MeshRecord.WholeSliceRecord.class),
                    new Entry("mesh.node", 1, MeshRecord.NodeRecord.class),
                    new Entry("mesh.identity", 1, MeshRecord.IdentityRecord.class),
                    new Entry("mesh.ip", 1, MeshRecord.IpRecord.class),
                    new Entry("mesh.serviceexport", 1, MeshRecord.ServiceExportRecord.class),
                    new Entry("mesh.heldexport", 1, MeshRecord.HeldExportRecord.class),
                    new Entry("mesh.completeness", 1, MeshRecord.CompletenessRecord.class))
            .collect(Collectors.toUnmodifiableMap(Entry::type, Function.identity()));

    private static final Map<String, Entry> BY_TEXT =
            BY_CLASS.values().stream().collect(Collectors.toUnmodifiableMap(Entry::text, Function.identity()));

    private EventTypes() {}

    /** The type of a record's class. */
    public static String of(Class<? extends FleetRecord> type) {
        Entry entry = BY_CLASS.get(type);
        if (entry == null) {
            throw new IllegalArgumentException("no event type is registered for " + type.getName());
        }
        return entry.text();
    }

    /** The same text; of a type that this release knows always the same object, so that a million records share it. */
    public static String shared(String text) {
        Entry known = BY_TEXT.get(text);
        return known == null ? text : known.text();
    }

    /** The class of a type text, if this release knows it. */
    static java.util.Optional<Class<? extends FleetRecord>> classOf(String text) {
        return java.util.Optional.ofNullable(BY_TEXT.get(text)).map(Entry::type);
    }

    /** Whether any version of this name is known: tells an unknown version from an unknown type. */
    static boolean knowsName(String name) {
        return BY_CLASS.values().stream().anyMatch(entry -> entry.name().equals(name));
    }
}
