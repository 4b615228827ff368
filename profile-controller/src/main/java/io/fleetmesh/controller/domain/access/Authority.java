package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Intent.MemberIntent;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Intent.RoleBindingIntent;
import io.fleetmesh.contract.Intent.RolloutStrategyIntent;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.NetworkProfileSpec.Approval;
import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.controller.domain.FleetRules;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.IntentDecision.Refused;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one caller may see and do, given what is declared. Immutable. */
public final class Authority {
    private final Caller caller;
    private final Map<String, Intent> all;
    private final List<RoleBindingSpec> bindings;
    private final Ownership ownership;
    private final AppliedPlaces applied;

    private Authority(Caller caller, Map<String, Intent> all, AppliedPlaces applied) {
        this.applied = applied;
        this.caller = caller;
        this.all = all;
        this.bindings = all.values().stream()
                .filter(RoleBindingIntent.class::isInstance)
                .map(intent -> ((RoleBindingIntent) intent).spec())
                .toList();
        this.ownership = new Ownership(all.values());
    }

    /**
     * Of a caller, over what is declared.
     *
     * @param all what is declared, by key; not changed meanwhile
     */
    public static Authority of(Caller caller, Map<String, Intent> all) {
        return of(caller, all, AppliedPlaces.NONE);
    }

    /** The same, over members, too, that are declared no more and have not left. */
    public static Authority of(Caller caller, Map<String, Intent> all, AppliedPlaces applied) {
        return new Authority(caller, all, applied);
    }

    private AccessDecision decide(Action action) {
        return AccessRules.decide(caller, action, bindings);
    }

    /** Whether the caller may. */
    public AccessDecision decide(Verb verb, Target target) {
        return decide(new Action(verb, target));
    }

    /** What of the declared objects the caller may see: of other profiles nothing. */
    public NavigableMap<String, Intent> visible() {
        NavigableMap<String, Intent> seen = new TreeMap<>();
        all.forEach((key, intent) -> {
            if (sees(intent)) {
                seen.put(key, intent);
            }
        });
        return Collections.unmodifiableNavigableMap(seen);
    }

    /** Whether the caller may see the object, of those that are declared. */
    public boolean sees(Intent intent) {
        Set<Target> places = ownership.of(intent);
        return intent instanceof RoleBindingIntent
                ? places.stream()
                        .allMatch(place -> decide(Verb.ADMINISTER, place).allowed())
                : places.stream().anyMatch(place -> decide(Verb.READ, place).allowed());
    }

    /** Whether the caller may see a member: as declared, or, if it is not, where it belongs until it has left; then to no profile. */
    public boolean seesMember(String name) {
        return places(name).stream().anyMatch(place -> decide(Verb.READ, place).allowed());
    }

    /** Where a member belongs. */
    Set<Target> places(String member) {
        Intent declared = all.get(Kind.MEMBER.object(member));
        return declared == null ? applied.of(member) : ownership.of(declared);
    }

    /** The Member of this name that is declared, whether the caller may see it or not. */
    public Optional<MemberIntent> declaredMember(String name) {
        return all.get(Kind.MEMBER.object(name)) instanceof MemberIntent member
                ? Optional.of(member)
                : Optional.empty();
    }

    /**
     * Why the caller may not make a change; empty if it may. It must have the role wherever the object belongs before and
     * after, and, of a profile, wherever members belong that come into it or leave it by that, and the strategy that it names from then
     * on.
     *
     * @param then what is declared once this change, and those that are made together with it, are
     */
    public Optional<Refused> refusal(IntentChange change, Map<String, Intent> then) {
        Optional<Intent> before = Optional.ofNullable(all.get(change.key()));
        Optional<Intent> after = Optional.ofNullable(then.get(change.key()));
        if (change instanceof IntentChange.Delete && before.filter(this::sees).isEmpty()) {
            return caller.admin() ? Optional.empty() : Optional.of(notFound(change.key()));
        }
        Optional<RolloutStrategyIntent> strategy = newlyNamed(before, after);
        if (strategy.filter(named -> !sees(named)).isPresent()) {
            return Optional.of(unknownStrategy(change.key(), strategy.get()));
        }
        Set<Action> needed = new HashSet<>();
        // Whose it is must agree to share it: from then on neither changes it without the other.
        strategy.map(ownership::of)
                .filter(places -> !places.equals(Set.of(Target.FLEET)))
                .ifPresent(places -> need(needed, Verb.DECLARE, places));
        Ownership later = new Ownership(then.values());
        Verb verb = verb(before, after);
        before.ifPresent(intent -> need(needed, verb, ownership.of(intent)));
        after.filter(intent -> before.isEmpty() || !released(intent, later))
                .ifPresent(intent -> need(needed, verb, later.of(intent)));
        if (before.or(() -> after)
                .filter(NetworkProfileIntent.class::isInstance)
                .isPresent()) {
            moved(then.values(), later).forEach(places -> need(needed, Verb.DECLARE, places));
        }
        return needed.stream()
                .map(this::decide)
                .filter(decision -> !decision.allowed())
                .findAny()
                .map(_ -> forbidden(change.key(), verb))
                .or(() -> AddressRule.refusal(before, after, decide(Verb.ADMINISTER, Target.FLEET)));
    }

    /** A member may be let go of by those who have it. */
    private static boolean released(Intent intent, Ownership later) {
        return intent instanceof MemberIntent && later.of(intent).equals(Set.of(Target.FLEET));
    }

    /** The strategy that a profile names and did not name before, if there is one already. */
    private Optional<RolloutStrategyIntent> newlyNamed(Optional<Intent> before, Optional<Intent> after) {
        return named(after)
                .filter(name -> !named(before).equals(Optional.of(name)))
                .map(name -> all.get(Kind.ROLLOUT_STRATEGY.object(name)))
                .filter(RolloutStrategyIntent.class::isInstance)
                .map(RolloutStrategyIntent.class::cast);
    }

    private static Optional<String> named(Optional<Intent> profile) {
        return profile.filter(NetworkProfileIntent.class::isInstance)
                .flatMap(intent -> ((NetworkProfileIntent) intent).spec().rolloutStrategy());
    }

    /** As if it were not there: the caller may not know. */
    private static Refused unknownStrategy(String key, RolloutStrategyIntent strategy) {
        return new Refused(
                Reason.INVALID,
                List.of(FleetRules.unknownStrategy(key, strategy.metadata().name())));
    }

    /** Whoever could take the second person away alone would need none. */
    private static Verb verb(Optional<Intent> before, Optional<Intent> after) {
        boolean roles = before.or(() -> after)
                .filter(RoleBindingIntent.class::isInstance)
                .isPresent();
        boolean second = before.isPresent() && secondPerson(before) != secondPerson(after);
        return roles || second ? Verb.ADMINISTER : Verb.DECLARE;
    }

    private static boolean secondPerson(Optional<Intent> intent) {
        return intent.filter(NetworkProfileIntent.class::isInstance)
                .flatMap(profile -> ((NetworkProfileIntent) profile).spec().approval())
                .filter(Approval.SECOND_PERSON::equals)
                .isPresent();
    }

    private static void need(Set<Action> needed, Verb verb, Set<Target> places) {
        places.forEach(place -> needed.add(new Action(verb, place)));
    }

    /** Where members belong now that will belong elsewhere. */
    private List<Set<Target>> moved(Collection<Intent> then, Ownership later) {
        List<Set<Target>> moved = new ArrayList<>();
        for (Intent intent : then) {
            if (intent instanceof MemberIntent
                    && !profiles(ownership.of(intent)).equals(profiles(later.of(intent)))) {
                moved.add(ownership.of(intent));
            }
        }
        return moved;
    }

    private static Set<Optional<String>> profiles(Set<Target> places) {
        Set<Optional<String>> profiles = new HashSet<>();
        places.forEach(place -> profiles.add(place.profile()));
        return profiles;
    }

    /** Says nothing of where else the object or its members belong: the caller may not know. */
    private Refused forbidden(String key, Verb verb) {
        return new Refused(
                Reason.FORBIDDEN,
                List.of(new FieldProblem(
                        key,
                        "metadata.name",
                        caller.name() + ", who may not " + verb.text() + " it",
                        "a caller with the role " + verb.role().name().toLowerCase(Locale.ROOT)
                                + " wherever the object and the members that it concerns belong, before and after")));
    }

    private static Refused notFound(String key) {
        return new Refused(
                Reason.NOT_FOUND,
                List.of(new FieldProblem(key, "metadata.name", "nothing", "an object that there is")));
    }
}
