package io.fleetmesh.contract;

/** The closed set of all bodies on the bus; each permitted subtype has one entry in {@link EventTypes}. */
public sealed interface FleetRecord
        permits Claim,
                DeadLetter,
                Incarnation,
                ObjectProblem,
                MemberFact,
                MeshRecord,
                KnownMember,
                MemberStatus,
                StoreStatus,
                AppliedProfile,
                ClusterIdReservation,
                ExportHold,
                ExportApproval,
                ConsumerView,
                Intent,
                Plan,
                GlobalService {

    /** Key within the record's topic. */
    String key();
}
