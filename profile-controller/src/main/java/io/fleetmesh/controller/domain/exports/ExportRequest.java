package io.fleetmesh.controller.domain.exports;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Somebody's word on whether a member may export a name.
 *
 * @param approves whether it may
 */
public record ExportRequest(ExportName name, String member, boolean approves) {

    /** What becomes of it. */
    public sealed interface Decision {
        /** The name's record from now on; just the one that stands where nothing changes. */
        record Done(ExportApproval approval) implements Decision {}

        /** Nothing changes. */
        record Refused(Reason reason, FieldProblem problem) implements Decision {}
    }

    /**
     * Decides.
     *
     * @param profile as it was applied last, if there is one of the name
     * @param holding whether its exports are held now
     * @param standing the name's record
     * @param service as it is in the fleet
     */
    public Decision decide(
            Optional<AppliedProfile> profile,
            boolean holding,
            Optional<ExportApproval> standing,
            Optional<GlobalService> service) {
        if (profile.isEmpty()) {
            return refused(Reason.NOT_FOUND, "profile", name.profile(), "a profile that a plan was applied of");
        }
        Set<String> members =
                profile.get().members().stream().map(Member::id).collect(Collectors.toCollection(TreeSet::new));
        if (!holding) {
            return refused(
                    Reason.CONFLICT,
                    "spec.exportGuard.holdFirstExport",
                    "not in force",
                    "true, in a plan that was applied: nothing waits for approval otherwise");
        }
        if (!members.contains(member)) {
            // Which there are is not everybody's to know.
            return refused(Reason.NOT_FOUND, "member", member, "a member of the profile");
        }
        return approves ? approve(standing, service, members) : revoke(standing);
    }

    private Decision approve(Optional<ExportApproval> standing, Optional<GlobalService> service, Set<String> members) {
        boolean asked =
                service.filter(there -> !Asking.of(there, members).isEmpty()).isPresent();
        if (!asked) {
            return refused(
                    Reason.NOT_FOUND,
                    "export",
                    name.service(),
                    "a name that a member of the profile exports, or waits to export");
        }
        Set<String> may = new TreeSet<>(standing.map(ExportApproval::members).orElse(List.of()));
        Set<String> revoked =
                new TreeSet<>(standing.map(ExportApproval::revoked).orElse(List.of()));
        may.add(member);
        revoked.remove(member);
        return done(may, revoked, Optional.empty());
    }

    private Decision revoke(Optional<ExportApproval> standing) {
        if (standing.filter(there -> there.members().contains(member)).isEmpty()) {
            return refused(
                    Reason.NOT_FOUND,
                    "export",
                    name.service() + ", which " + member + " may not export",
                    "one of those that may: "
                            + standing.map(there -> String.join(", ", there.members()))
                                    .filter(text -> !text.isEmpty())
                                    .orElse("there is none"));
        }
        Set<String> may = new TreeSet<>(standing.get().members());
        Set<String> revoked = new TreeSet<>(standing.get().revoked());
        may.remove(member);
        revoked.add(member);
        return done(may, revoked, standing.get().unexportedSince());
    }

    private Decision done(Set<String> may, Set<String> revoked, Optional<Instant> unexportedSince) {
        return new Decision.Done(new ExportApproval(
                name.profile(),
                name.namespace(),
                name.name(),
                List.copyOf(may),
                List.copyOf(revoked),
                unexportedSince));
    }

    private Decision refused(Reason reason, String field, String value, String expected) {
        return new Decision.Refused(
                reason, new FieldProblem(Kind.NETWORK_PROFILE.object(name.profile()), field, value, expected));
    }
}
