package io.fleetmesh.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.fleetmesh.contract.plan.Check;
import io.fleetmesh.contract.plan.CheckOverride;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.plan.RecordChange;
import io.fleetmesh.contract.plan.SightChange;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.contract.plan.ViewChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What would change in a profile, and what was looked at before. The numbers in it are those of the moment at which it was made.
 *
 * @param id unique
 * @param inputsHash of what it rests on, 64 hexadecimal digits: a plan of other inputs has another one
 * @param created when it was made
 * @param actor who asked for it
 * @param expires from then on it cannot be applied
 * @param fields what the profile's spec says otherwise than the one applied last, by path; nothing where none was applied, and
 *     absent in records of earlier releases
 * @param members who joins, changes, leaves; by member ID
 * @param records what applying writes on the bus, by type; who applied which plan aside, and nothing in members' clusters. Absent in
 *     records of earlier releases
 * @param views what each consumer gains and loses; by member ID
 * @param sight of which sources
 * @param waves in their order; whoever is in none has nothing to change
 * @param checks in an order that is always the same
 * @param overrides in the order in which they were given
 * @param approvalsNeeded how many others must approve
 * @param approvals in their order
 * @param applied absent until it is
 */
public record Plan(
        String id,
        String profile,
        String inputsHash,
        Instant created,
        String actor,
        Instant expires,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<FieldChange> fields,
        List<MemberChange> members,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<RecordChange> records,
        List<ViewChange> views,
        List<SightChange> sight,
        List<PlannedWave> waves,
        List<Check> checks,
        List<CheckOverride> overrides,
        int approvalsNeeded,
        List<Signature> approvals,
        Optional<Signature> applied)
        implements FleetRecord {

    public Plan {
        fields = List.copyOf(fields);
        members = List.copyOf(members);
        records = List.copyOf(records);
        views = List.copyOf(views);
        sight = List.copyOf(sight);
        waves = List.copyOf(waves);
        checks = List.copyOf(checks);
        overrides = List.copyOf(overrides);
        approvals = List.copyOf(approvals);
    }

    /** Whether all is already as it should be. */
    public boolean changesNothing() {
        return fields.isEmpty() && members.isEmpty() && records.isEmpty() && views.isEmpty();
    }

    /** The gravest of its checks; overrides do not count. */
    public Level level() {
        return checks.stream().map(Check::level).reduce(Level.PASS, Level::or);
    }

    public boolean isOverridden(String check) {
        return overrides.stream().anyMatch(override -> override.check().equals(check));
    }

    /** Whether somebody answers for all that fails in {@code check}, which is this plan's or that of one made later. */
    public boolean answersFor(Check check) {
        return isOverridden(check.name()) && unanswered(check).isEmpty();
    }

    /** For whom nobody answers of those whom failures in {@code check} concern, which is this plan's or that of one made later. */
    public List<String> unanswered(Check check) {
        Set<String> answered = overrides.stream()
                .filter(override -> override.check().equals(check.name()))
                .flatMap(override -> answered(override).stream())
                .collect(Collectors.toSet());
        return check.failing().stream()
                .filter(member -> !answered.contains(member))
                .toList();
    }

    private List<String> answered(CheckOverride override) {
        return override.members().isEmpty()
                ? checks.stream()
                        .filter(check -> check.name().equals(override.check()))
                        .flatMap(check -> check.failing().stream())
                        .toList()
                : override.members();
    }

    /** The same with other words of people. */
    public Plan with(List<CheckOverride> overrides, List<Signature> approvals, Optional<Signature> applied) {
        return new Plan(
                id,
                profile,
                inputsHash,
                created,
                actor,
                expires,
                fields,
                members,
                records,
                views,
                sight,
                waves,
                checks,
                overrides,
                approvalsNeeded,
                approvals,
                applied);
    }

    @Override
    public String key() {
        return id;
    }
}
