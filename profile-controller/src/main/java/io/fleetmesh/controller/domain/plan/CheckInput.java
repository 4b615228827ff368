package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.plan.ViewChange;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec.CiliumSettings;
import io.fleetmesh.controller.domain.fleet.Refusal;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What checks look at.
 *
 * @param applied the spec that was applied last
 * @param subjects members as they would be, by ID; who drains or leaves is not looked at by itself
 * @param draining those that drain, by ID: their nodes and pods are in the views of others for a while still
 * @param standing views as they are, by consumer
 * @param views as they would be, by consumer
 * @param changes what consumers gain and lose from the one to the other
 * @param waiting services whose export waits for approval, by member ID
 * @param asked the member that is asked of, if it is not asked of all alike: what concerns it is told first
 */
public record CheckInput(
        Optional<NetworkProfileSpec> spec,
        Optional<NetworkProfileSpec> applied,
        NavigableMap<String, Subject> subjects,
        NavigableMap<String, Subject> draining,
        NavigableMap<String, ConsumerView> standing,
        NavigableMap<String, ConsumerView> views,
        List<ViewChange> changes,
        Map<String, List<String>> waiting,
        List<Refusal> refused,
        Optional<String> asked,
        Instant now) {

    private static final CiliumSettings NO_SETTINGS = new CiliumSettings(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public CheckInput {
        subjects = Collections.unmodifiableNavigableMap(subjects);
        draining = Collections.unmodifiableNavigableMap(draining);
        standing = Collections.unmodifiableNavigableMap(standing);
        views = Collections.unmodifiableNavigableMap(views);
        changes = List.copyOf(changes);
        waiting = Map.copyOf(waiting);
        refused = List.copyOf(refused);
    }

    static CheckInput of(
            PlanInputs inputs, Target target, List<ViewChange> changes, Optional<String> asked, Instant now) {
        NavigableMap<String, Subject> subjects = new TreeMap<>();
        NavigableMap<String, Subject> draining = new TreeMap<>();
        target.members().forEach((id, member) -> {
            Optional<Member> before = Optional.ofNullable(inputs.members().get(id));
            boolean seesOther =
                    !Objects.equals(inputs.views().get(id), target.views().get(id));
            (member.draining() ? draining : subjects)
                    .put(
                            id,
                            new Subject(
                                    member,
                                    before,
                                    target.labels(id),
                                    inputs.inventory(id),
                                    inputs.store(id),
                                    seesOther));
        });
        return new CheckInput(
                inputs.spec(),
                inputs.appliedSpec(),
                subjects,
                draining,
                inputs.views(),
                target.views(),
                changes,
                inputs.waiting(),
                inputs.refused(),
                asked,
                now);
    }

    /** What the profile asks of Cilium. */
    public CiliumSettings settings() {
        return spec.flatMap(NetworkProfileSpec::cilium).orElse(NO_SETTINGS);
    }

    public boolean namespacesGlobal() {
        return spec.map(NetworkProfileSpec::globalNamespaceDefault).orElse(true);
    }

    /** Those that take part; who only looks on harms nobody. */
    public List<Subject> joined() {
        return all().stream().filter(subject -> !subject.member().observed()).toList();
    }

    /** By ID, after the one that is asked of. */
    public List<Subject> all() {
        return subjects.values().stream()
                .sorted(Comparator.comparing(subject -> !isAsked(subject.id())))
                .toList();
    }

    public boolean isAsked(String member) {
        return asked.filter(member::equals).isPresent();
    }

    /** The same members in their order, but for the one that is asked of. */
    public List<String> askedFirst(Collection<String> members) {
        return members.stream()
                .sorted(Comparator.comparing(member -> !isAsked(member)))
                .toList();
    }

    /** Whether a member only looks on. */
    public boolean isObserved(String member) {
        Subject subject = subjects.get(member);
        return subject != null && subject.member().observed();
    }
}
