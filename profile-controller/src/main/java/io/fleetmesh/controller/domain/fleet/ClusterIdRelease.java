package io.fleetmesh.controller.domain.fleet;

import io.fleetmesh.contract.Candidate;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.KnownMember;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of an operator's word that a cluster ID is nobody's any more. */
public sealed interface ClusterIdRelease {

    /** It is nobody's: the next cluster may get it. */
    record Forgotten(ClusterIdReservation reservation) implements ClusterIdRelease {}

    /** It stays whose it is. */
    record Refused(Reason reason, FieldProblem problem) implements ClusterIdRelease {}

    /**
     * Decides over ID {@code clusterId} of a profile: as long as somebody has it, or is to have it, it stays. One that was
     * reserved for somebody who has, or is to have, another one now is nobody's.
     */
    static ClusterIdRelease decide(FleetState fleet, String profile, int clusterId) {
        Optional<ClusterIdReservation> reserved = fleet.reservations().stream()
                .filter(one -> one.profile().equals(profile) && one.clusterId() == clusterId)
                .findFirst();
        if (reserved.isEmpty()) {
            return refused(
                    Reason.NOT_FOUND,
                    profile,
                    Integer.toString(clusterId),
                    "an ID that is reserved or remembered in this profile");
        }
        return holder(fleet, reserved.get())
                .<ClusterIdRelease>map(member -> refused(
                        Reason.CONFLICT,
                        profile,
                        clusterId + ", which member '" + member + "' has",
                        "an ID that no member and no candidate has: delete Member/" + member
                                + " and, if it has joined, apply a plan first"))
                .orElseGet(() -> new Forgotten(reserved.get()));
    }

    private static Optional<String> holder(FleetState fleet, ClusterIdReservation reserved) {
        Stream<String> known = fleet.known().values().stream()
                .filter(member -> has(fleet, reserved, member))
                .map(KnownMember::id);
        // What was applied is true, though it may still have to be written.
        Stream<String> applied = Optional.ofNullable(fleet.applied().get(reserved.profile())).stream()
                .flatMap(profile -> profile.members().stream())
                .filter(member -> member.clusterId() == reserved.clusterId())
                .map(Member::id);
        Stream<String> declared = fleet.declared().stream()
                .map(member -> member.metadata().name())
                .filter(reserved.member()::equals)
                .filter(member -> !(fleet.known().get(member) instanceof Member))
                .filter(_ -> !ClusterIds.isSuperseded(reserved, fleet));
        return Stream.of(known, applied, declared).flatMap(ids -> ids).findFirst();
    }

    private static boolean has(FleetState fleet, ClusterIdReservation reserved, KnownMember known) {
        return switch (known) {
            case Member member ->
                member.profile().equals(reserved.profile()) && member.clusterId() == reserved.clusterId();
            case Candidate candidate ->
                (candidate.id().equals(reserved.member()) && !ClusterIds.isSuperseded(reserved, fleet))
                        || Optional.ofNullable(fleet.identities().get(candidate.id()))
                                .filter(cilium -> cilium.clusterId() == reserved.clusterId())
                                .isPresent();
        };
    }

    private static Refused refused(Reason reason, String profile, String value, String expected) {
        return new Refused(
                reason, new FieldProblem(Kind.NETWORK_PROFILE.object(profile), "cluster ID", value, expected));
    }
}
