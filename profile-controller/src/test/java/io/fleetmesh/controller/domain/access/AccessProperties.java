package io.fleetmesh.controller.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.contract.resource.RoleBindingSpec.Role;
import io.fleetmesh.contract.resource.RoleBindingSpec.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AccessProperties {
    private static final List<String> NAMES = List.of("a", "b", "c");

    @Provide
    Arbitrary<RoleBindingSpec> bindings() {
        Arbitrary<List<String>> some =
                Arbitraries.of(NAMES).list().uniqueElements().ofMaxSize(2);
        return Combinators.combine(some, some, Arbitraries.of(Role.class), some, some, some)
                .as((users, groups, role, profiles, segments, namespaces) ->
                        new RoleBindingSpec(new Subjects(users, groups), role, profiles, segments, namespaces));
    }

    @Provide
    Arbitrary<Caller> callers() {
        return Combinators.combine(
                        Arbitraries.of(NAMES),
                        Arbitraries.of(NAMES).set().ofMaxSize(2),
                        Arbitraries.of(Caller.By.class))
                .as((name, groups, by) -> new Caller(name, groups, by, false));
    }

    @Provide
    Arbitrary<Action> actions() {
        Arbitrary<Optional<String>> perhaps = Arbitraries.of(NAMES).optional();
        return Combinators.combine(
                        Arbitraries.of(Verb.class),
                        perhaps,
                        Arbitraries.of(NAMES).set().ofMaxSize(2),
                        perhaps)
                .as((verb, profile, segments, namespace) -> new Action(verb, new Target(profile, segments, namespace)));
    }

    @Property
    void withoutBindingNothingIsAllowed(@ForAll("callers") Caller caller, @ForAll("actions") Action action) {
        assertFalse(AccessRules.decide(caller, action, List.of()).allowed());
    }

    @Property
    void whoeverConfigurationNamesMayEverything(
            @ForAll("actions") Action action, @ForAll List<@From("bindings") RoleBindingSpec> bindings) {
        Caller admin = new Caller("root", Set.of(), Caller.By.CERTIFICATE, true);

        assertTrue(AccessRules.decide(admin, action, bindings).allowed());
    }

    @Property
    void moreRoleIsNeverLessAllowed(
            @ForAll("bindings") RoleBindingSpec binding,
            @ForAll("callers") Caller caller,
            @ForAll("actions") Action action) {
        boolean before = false;
        for (Role role : Role.values()) {
            RoleBindingSpec next = new RoleBindingSpec(
                    binding.subjects(), role, binding.profiles(), binding.segments(), binding.namespaces());
            boolean now = AccessRules.decide(caller, action, List.of(next)).allowed();
            assertTrue(now || !before);
            before = now;
        }
    }

    @Property
    void oneMoreBindingTakesNothingAway(
            @ForAll List<@From("bindings") RoleBindingSpec> bindings,
            @ForAll("bindings") RoleBindingSpec more,
            @ForAll("callers") Caller caller,
            @ForAll("actions") Action action) {
        List<RoleBindingSpec> all = new ArrayList<>(bindings);
        all.addFirst(more);

        assertTrue(AccessRules.decide(caller, action, all).allowed()
                || !AccessRules.decide(caller, action, bindings).allowed());
    }

    @Property
    void bindingsAllowWhatOneOfThemAllowsByItself(
            @ForAll List<@From("bindings") RoleBindingSpec> bindings,
            @ForAll("callers") Caller caller,
            @ForAll("actions") Action action) {
        assertEquals(
                bindings.stream()
                        .anyMatch(binding -> AccessRules.decide(caller, action, List.of(binding))
                                .allowed()),
                AccessRules.decide(caller, action, bindings).allowed());
    }

    /** What a place must have to lie in a scope is tested where places come from: {@link ServiceSightProperties}. */
    @Property
    void scopesAllowTogetherWhatEachOfThemAllowsAlone(
            @ForAll("bindings") RoleBindingSpec binding,
            @ForAll("callers") Caller caller,
            @ForAll("actions") Action action) {
        List<RoleBindingSpec> alone = List.of(
                scoped(binding, binding.profiles(), List.of(), List.of()),
                scoped(binding, List.of(), binding.segments(), List.of()),
                scoped(binding, List.of(), List.of(), binding.namespaces()));

        assertEquals(
                alone.stream()
                        .allMatch(one ->
                                AccessRules.decide(caller, action, List.of(one)).allowed()),
                AccessRules.decide(caller, action, List.of(binding)).allowed());
    }

    private static RoleBindingSpec scoped(
            RoleBindingSpec binding, List<String> profiles, List<String> segments, List<String> namespaces) {
        return new RoleBindingSpec(binding.subjects(), binding.role(), profiles, segments, namespaces);
    }

    @Property
    void howOneWasAuthenticatedChangesNothing(
            @ForAll("bindings") RoleBindingSpec binding,
            @ForAll("callers") Caller caller,
            @ForAll("actions") Action action) {
        Set<Boolean> answers = new HashSet<>();
        for (Caller.By by : Caller.By.values()) {
            answers.add(
                    AccessRules.decide(new Caller(caller.name(), caller.groups(), by, false), action, List.of(binding))
                            .allowed());
        }
        assertEquals(1, answers.size());
    }
}
