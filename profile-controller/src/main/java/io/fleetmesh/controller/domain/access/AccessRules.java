package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.resource.RoleBindingSpec;
import io.fleetmesh.controller.domain.access.AccessDecision.Allowed;
import io.fleetmesh.controller.domain.access.AccessDecision.Denied;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may do what. What no binding allows is not allowed. A scope that names something covers only targets that are known to
 * lie in it: a binding for a namespace says nothing of members, one for a profile nothing of what belongs to none. A binding with several
 * scopes covers what lies in all of them: with a profile and a namespace, services in it of that profile's members.
 */
public final class AccessRules {
    private AccessRules() {}

    /** Decides over one action; the order of {@code bindings} does not matter. */
    public static AccessDecision decide(Caller caller, Action action, Collection<RoleBindingSpec> bindings) {
        boolean allowed = caller.admin() || bindings.stream().anyMatch(binding -> allows(binding, caller, action));
        return allowed ? new Allowed() : denied(caller, action);
    }

    private static AccessDecision denied(Caller caller, Action action) {
        return new Denied(
                caller.name() + " may not " + action.verb().text() + " "
                        + action.target().text(),
                "the role " + action.verb().role().name().toLowerCase(Locale.ROOT) + " there, by a RoleBinding");
    }

    private static boolean allows(RoleBindingSpec binding, Caller caller, Action action) {
        return binding.role().includes(action.verb().role()) && names(binding, caller) && covers(binding, action);
    }

    private static boolean names(RoleBindingSpec binding, Caller caller) {
        return binding.subjects().users().contains(caller.name())
                || !Collections.disjoint(binding.subjects().groups(), caller.groups());
    }

    private static boolean covers(RoleBindingSpec binding, Action action) {
        Target target = action.target();
        return covers(binding.profiles(), target.profile())
                && covers(binding.namespaces(), target.namespace())
                && coversSegments(binding.segments(), action);
    }

    private static boolean covers(List<String> scope, Optional<String> name) {
        return scope.isEmpty() || name.filter(scope::contains).isPresent();
    }

    /** A member in several segments is seen by those who see one of them, and changed only by who may in all. */
    private static boolean coversSegments(List<String> scope, Action action) {
        if (scope.isEmpty()) {
            return true;
        }
        return action.verb() == Verb.READ
                ? action.target().segments().stream().anyMatch(scope::contains)
                : !action.target().segments().isEmpty()
                        && scope.containsAll(action.target().segments());
    }
}
