package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.History.Change;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What one caller sees who watches objects. As long as no change of what is declared {@link #shifts} it, what may be seen of an
 * object hangs on the object alone: it can be told of each change with what is declared at its end.
 */
public final class WatchSight<T> {
    private final Caller caller;
    private final Function<Authority, Function<T, Optional<T>>> sight;
    private final Set<Kind> shifting;

    private WatchSight(Caller caller, Function<Authority, Function<T, Optional<T>>> sight, Set<Kind> shifting) {
        this.caller = caller;
        this.sight = sight;
        this.shifting = Set.copyOf(shifting);
    }

    /** Of declared objects of a kind: members and strategies are seen by the profiles that they belong to. */
    public static WatchSight<Intent> ofDeclared(Caller caller, Kind kind) {
        Set<Kind> shifting = EnumSet.of(Kind.ROLE_BINDING);
        if (kind == Kind.MEMBER || kind == Kind.ROLLOUT_STRATEGY) {
            shifting.add(Kind.NETWORK_PROFILE);
        }
        return new WatchSight<>(caller, whole(Authority::sees), shifting);
    }

    /** Of objects of which roles alone say who sees them. */
    public static <T> WatchSight<T> byRoles(Caller caller, BiPredicate<Authority, T> sees) {
        return new WatchSight<>(caller, whole(sees), Set.of(Kind.ROLE_BINDING));
    }

    /** Of services: those who see members' services see the parts of these members. */
    public static WatchSight<GlobalService> ofServices(Caller caller) {
        return new WatchSight<>(
                caller,
                authority -> new ServiceSight(authority)::of,
                EnumSet.of(Kind.ROLE_BINDING, Kind.MEMBER, Kind.NETWORK_PROFILE));
    }

    /**
     * Of what is said of members: seen by those who see them.
     *
     * @param member the name of the member that something is said of
     */
    public static <T> WatchSight<T> ofMembers(Caller caller, Function<T, String> member) {
        return new WatchSight<>(
                caller,
                whole((authority, object) -> authority.seesMember(member.apply(object))),
                EnumSet.of(Kind.ROLE_BINDING, Kind.MEMBER, Kind.NETWORK_PROFILE));
    }

    private static <T> Function<Authority, Function<T, Optional<T>>> whole(BiPredicate<Authority, T> sees) {
        return authority -> object -> Optional.of(object).filter(any -> sees.test(authority, any));
    }

    /** Whether the caller sees everything, whatever is declared. */
    public boolean everything() {
        return caller.admin();
    }

    /** What the caller may see of an object, given all that is declared, and where members belong that are not. */
    public Function<T, Optional<T>> of(Map<String, Intent> all, AppliedPlaces applied) {
        return sight.apply(Authority.of(caller, all, applied));
    }

    /** Whether the caller may see other objects where members belong {@code now} than {@code before}. */
    public boolean shifts(AppliedPlaces before, AppliedPlaces now) {
        return !everything() && shifting.contains(Kind.MEMBER) && !before.equals(now);
    }

    /** Whether the caller may see other objects after {@code change} than before, beside the changed one. */
    public boolean shifts(Change<Intent> change) {
        return !everything()
                && Stream.concat(change.before().stream(), change.after().stream())
                        .map(Intent::kind)
                        .anyMatch(shifting::contains);
    }
}
