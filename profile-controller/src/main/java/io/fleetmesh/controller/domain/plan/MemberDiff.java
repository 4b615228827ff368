package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.plan.MemberChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What becomes of members. */
final class MemberDiff {
    private MemberDiff() {}

    /** By member ID; without those that stay as they are, their labels included. */
    static List<MemberChange> of(PlanInputs inputs, Target target) {
        TreeSet<String> ids = new TreeSet<>(inputs.members().keySet());
        ids.addAll(target.members().keySet());
        Map<String, Map<String, String>> applied = inputs.appliedLabels();
        List<MemberChange> changes = new ArrayList<>();
        for (String id : ids) {
            Member old = inputs.members().get(id);
            Member now = target.members().get(id);
            List<FieldChange> labels =
                    now == null ? List.of() : labels(applied.getOrDefault(id, Map.of()), target.labels(id));
            if (!Objects.equals(old, now) || !labels.isEmpty()) {
                changes.add(change(id, old, now, labels));
            }
        }
        return changes;
    }

    private static MemberChange change(
            String id, @Nullable Member old, @Nullable Member now, List<FieldChange> labels) {
        if (now == null) {
            return new MemberChange(id, Kind.LEAVE, old != null && old.observed(), List.of(), List.of());
        }
        boolean drains = now.draining() && (old == null || !old.draining());
        Kind kind = old == null ? Kind.ADMIT : drains ? Kind.DRAIN : Kind.CHANGE;
        return new MemberChange(id, kind, now.observed(), fields(old, now), labels);
    }

    private static List<FieldChange> labels(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(before.get(key), after.get(key)))
                .map(key ->
                        new FieldChange(key, Optional.ofNullable(before.get(key)), Optional.ofNullable(after.get(key))))
                .toList();
    }

    private static List<FieldChange> fields(@Nullable Member old, Member now) {
        List<FieldChange> fields = new ArrayList<>();
        add(fields, "clusterName", old, now, member -> Optional.of(member.clusterName()));
        add(fields, "clusterId", old, now, member -> Optional.of(Integer.toString(member.clusterId())));
        add(fields, "observed", old, now, member -> Optional.of(Boolean.toString(member.observed())));
        add(fields, "draining", old, now, member -> Optional.of(Boolean.toString(member.draining())));
        add(
                fields,
                "kubeconfig",
                old,
                now,
                member -> member.kubeconfig()
                        .map(ref -> ref.context()
                                .map(context -> ref.name() + ", context " + context)
                                .orElse(ref.name())));
        add(fields, "address", old, now, Member::address);
        if (old != null || now.watchesItself()) {
            add(fields, "placement", old, now, member -> Optional.of(member.watchesItself() ? "member" : "hub"));
        }
        return fields;
    }

    private static void add(
            List<FieldChange> fields,
            String name,
            @Nullable Member old,
            Member now,
            Function<Member, Optional<String>> value) {
        Optional<String> from = Optional.ofNullable(old).flatMap(value);
        Optional<String> to = value.apply(now);
        if (!from.equals(to) && !(old == null && to.equals(Optional.of("false")))) {
            fields.add(new FieldChange(name, from, to));
        }
    }
}
