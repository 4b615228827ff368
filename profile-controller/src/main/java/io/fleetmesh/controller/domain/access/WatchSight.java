package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.History.Change;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one caller sees who watches objects. As long as no change of what is declared {@link #shifts} it, what may be seen of an
 * object hangs on the object alone: it can be told of each change with what is declared at its end.
 */
public final class WatchSight<T> {
    private final Caller caller;
    private final BiPredicate<Authority, T> sees;
    private final Set<Kind> shifting;

    private WatchSight(Caller caller, BiPredicate<Authority, T> sees, Set<Kind> shifting) {
        this.caller = caller;
        this.sees = sees;
        this.shifting = Set.copyOf(shifting);
    }

    /** Of declared objects of a kind: members and strategies are seen by the profiles that they belong to. */
    public static WatchSight<Intent> ofDeclared(Caller caller, Kind kind) {
        Set<Kind> shifting = EnumSet.of(Kind.ROLE_BINDING);
        if (kind == Kind.MEMBER || kind == Kind.ROLLOUT_STRATEGY) {
            shifting.add(Kind.NETWORK_PROFILE);
        }
        return new WatchSight<>(caller, Authority::sees, shifting);
    }

    /** Of objects of which roles alone say who sees them. */
    public static <T> WatchSight<T> byRoles(Caller caller, BiPredicate<Authority, T> sees) {
        return new WatchSight<>(caller, sees, Set.of(Kind.ROLE_BINDING));
    }

    /** Whether the caller sees everything, whatever is declared. */
    public boolean everything() {
        return caller.admin();
    }

    /** Whether the caller may see an object, given all that is declared. */
    public Predicate<T> of(Map<String, Intent> all) {
        Authority authority = Authority.of(caller, all);
        return object -> sees.test(authority, object);
    }

    /** Whether the caller may see other objects after {@code change} than before, beside the changed one. */
    public boolean shifts(Change<Intent> change) {
        return !everything()
                && Stream.concat(change.before().stream(), change.after().stream())
                        .map(Intent::kind)
                        .anyMatch(shifting::contains);
    }
}
