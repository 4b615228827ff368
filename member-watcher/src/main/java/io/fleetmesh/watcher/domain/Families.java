package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.Reachability;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** How far the watch of each family is; what they say together is the member's state. */
public record Families(Map<Family, FamilyState> states) {
    public Families {
        states = java.util.Collections.unmodifiableMap(new TreeMap<>(states));
    }

    static Families unchecked(Set<Family> families) {
        Map<Family, FamilyState> states = new TreeMap<>();
        families.forEach(family -> states.put(family, new FamilyState.Unchecked()));
        return new Families(states);
    }

    Families with(Family family, FamilyState state) {
        Map<Family, FamilyState> next = new TreeMap<>(states);
        next.put(family, state);
        return new Families(next);
    }

    Families checked() {
        return each(state -> state instanceof FamilyState.Unchecked ? new FamilyState.Unlisted() : state);
    }

    /** What the member does not run stays so: nobody will list it. */
    Families forgotten() {
        return each(state -> state instanceof FamilyState.Idle ? state : new FamilyState.Unchecked());
    }

    /** These are not what the member runs; all others are. */
    Families idle(Set<Family> idle) {
        Map<Family, FamilyState> next = new TreeMap<>();
        states.forEach((family, state) -> {
            if (idle.contains(family)) {
                next.put(family, new FamilyState.Idle());
            } else {
                next.put(family, state instanceof FamilyState.Idle ? new FamilyState.Unlisted() : state);
            }
        });
        return new Families(next);
    }

    private Families each(UnaryOperator<FamilyState> change) {
        Map<Family, FamilyState> next = new TreeMap<>();
        states.forEach((family, state) -> next.put(family, change.apply(state)));
        return new Families(next);
    }

    /** The worst trouble decides, then the least progress. */
    MemberState.Watching derive() {
        Optional<String> unreachable = reason(Reachability.UNREACHABLE);
        if (unreachable.isPresent()) {
            return new MemberState.Unreachable(this, unreachable.get());
        }
        Optional<String> suspect = reason(Reachability.SUSPECT);
        if (suspect.isPresent()) {
            return new MemberState.Suspect(this, suspect.get());
        }
        if (any(FamilyState.Unchecked.class)) {
            return new MemberState.Checking(this);
        }
        return any(FamilyState.Unlisted.class) ? new MemberState.Listing(this) : new MemberState.Live(this);
    }

    private Optional<String> reason(Reachability kind) {
        return states.values().stream()
                .filter(FamilyState.Failing.class::isInstance)
                .map(state -> ((FamilyState.Failing) state).trouble())
                .filter(trouble -> trouble.kind() == kind)
                .map(Trouble::reason)
                .findFirst();
    }

    private boolean any(Class<? extends FamilyState> type) {
        return states.values().stream().anyMatch(type::isInstance);
    }
}
