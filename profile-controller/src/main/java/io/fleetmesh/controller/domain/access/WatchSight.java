package io.fleetmesh.controller.domain.access;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.domain.IntentHistory.Change;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one caller sees who watches objects of a kind. As long as no change {@link #shifts} it, what may be seen of an object
 * hangs on the object alone: it can be told of each change with what is declared at its end.
 */
public final class WatchSight {
    private final Caller caller;
    private final Kind kind;

    public WatchSight(Caller caller, Kind kind) {
        this.caller = caller;
        this.kind = kind;
    }

    /** Whether the caller may see an object, given all that is declared. */
    public Predicate<Intent> of(Map<String, Intent> all) {
        return caller.admin() ? _ -> true : Authority.of(caller, all)::sees;
    }

    /** Whether the caller may see other objects of the kind after {@code change} than before, beside the changed one. */
    public boolean shifts(Change change) {
        return !caller.admin()
                && Stream.concat(change.before().stream(), change.after().stream())
                        .map(Intent::kind)
                        .anyMatch(changed -> changed == Kind.ROLE_BINDING
                                || (changed == Kind.NETWORK_PROFILE
                                        && (kind == Kind.MEMBER || kind == Kind.ROLLOUT_STRATEGY)));
    }
}
