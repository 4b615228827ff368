package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.plan.RecordChange;
import io.fleetmesh.contract.plan.RecordChange.Kind;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which records applying a plan writes: the applied profile, and what follows from it at once. A cluster ID is reserved by declaring
 * a member, and not by applying; what others derive from these records (ACLs, status, what stores serve) is not among them.
 */
final class RecordDiff {
    private RecordDiff() {}

    /** By type, then by what becomes of them. */
    static List<RecordChange> of(PlanInputs inputs, Target target) {
        List<RecordChange> all = new ArrayList<>();
        String profile = inputs.profile();
        Map<String, AppliedProfile> before = new TreeMap<>();
        inputs.applied()
                .ifPresent(was ->
                        before.put(profile, content(profile, was.spec(), inputs.appliedLabels(), was.members())));
        Map<String, AppliedProfile> after = new TreeMap<>();
        inputs.spec().or(inputs::appliedSpec).ifPresent(spec -> {
            Collection<Member> members = target.members().values();
            after.put(profile, content(profile, spec, target.labels(), members));
        });
        add(all, AppliedProfile.class, Topic.appliedProfiles(), before, after);
        add(all, Member.class, Topic.members(), inputs.members(), target.members());
        add(all, ConsumerView.class, Topic.views(profile), inputs.views(), target.views());
        return all;
    }

    /** Without who applied which plan, which is another one each time, and of members without labels as of those with none. */
    private static AppliedProfile content(
            String profile,
            NetworkProfileSpec spec,
            Map<String, Map<String, String>> labels,
            Collection<Member> members) {
        Map<String, Map<String, String>> some = new TreeMap<>(labels);
        some.values().removeIf(Map::isEmpty);
        return new AppliedProfile(profile, "", spec, some, List.copyOf(members));
    }

    private static <T> void add(
            List<RecordChange> all, Class<T> type, Topic topic, Map<String, T> before, Map<String, T> after) {
        Map<Kind, List<String>> changed = new EnumMap<>(Kind.class);
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            T old = before.get(key);
            T now = after.get(key);
            if (!Objects.equals(old, now)) {
                Kind kind = old == null ? Kind.CREATE : now == null ? Kind.REMOVE : Kind.CHANGE;
                changed.computeIfAbsent(kind, _ -> new ArrayList<>()).add(key);
            }
        }
        changed.forEach((kind, names) -> all.add(new RecordChange(kind, type.getSimpleName(), topic.name(), names)));
    }
}
