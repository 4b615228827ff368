package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Where the watch of one member stands.
 *
 * <pre>
 *   Claiming ──owned──▶ Checking ──identity right──▶ Listing ──every family listed──▶ Live
 *                        │  ▲ any family failing                                      │
 *                        ▼  └─ Suspect ◀──▶ Unreachable ◀─────────────────────────────┤
 *                   WrongCluster ◀──────────identity wrong, from any of these─────────┘
 *                        └──identity right──▶ Listing                 any ──newer claim──▶ Deposed
 * </pre>
 *
 * A trouble lasts until every family that had one was listed, its watch opened again, or it is no part of what the member
 * runs any more.
 */
public sealed interface MemberState {

    /** The partition of facts is not ours yet, or is being folded. */
    record Claiming() implements MemberState {
        /** The log is folded. */
        public Watching owned(Set<Family> families) {
            return new Checking(Families.unchecked(families));
        }
    }

    /** Another process owns the member. */
    record Deposed() implements MemberState {}

    /** The partition is ours. */
    sealed interface Watching extends MemberState {
        Families families();

        /** The cluster is the recorded one. */
        default Watching identityRight() {
            return families().checked().derive();
        }

        /** The cluster is another: whatever was listed counts no more. */
        default Watching identityWrong(String found) {
            return new WrongCluster(families().forgotten(), found);
        }

        /** A list of {@code family} is believed. */
        default Watching listed(Family family) {
            return families().with(family, new FamilyState.Current()).derive();
        }

        /** The watch of {@code family}, which was listed before, is open again. */
        default Watching resumed(Family family) {
            return listed(family);
        }

        /** Of what the member runs, these are no part. */
        default Watching idle(Set<Family> idle) {
            return families().idle(idle).derive();
        }

        default Watching failed(Family family, Trouble trouble) {
            return families().with(family, new FamilyState.Failing(trouble)).derive();
        }
    }

    record Checking(Families families) implements Watching {}

    record Listing(Families families) implements Watching {}

    record Live(Families families) implements Watching {}

    record Suspect(Families families, String reason) implements Watching {}

    record Unreachable(Families families, String reason) implements Watching {}

    /** Left only when the recorded cluster answers again. */
    record WrongCluster(Families families, String found) implements Watching {
        @Override
        public Watching listed(Family family) {
            return this;
        }

        @Override
        public Watching idle(Set<Family> idle) {
            return new WrongCluster(families.idle(idle), found);
        }

        @Override
        public Watching failed(Family family, Trouble trouble) {
            return this;
        }
    }

    /** Another owner has claimed the partition. */
    default MemberState deposed() {
        return new Deposed();
    }

    /** What this says of the member's API; empty while nothing is known. */
    default Optional<Reachability> reachability() {
        return switch (this) {
            case Claiming _, Deposed _, Checking _, Listing _ -> Optional.empty();
            case Live _ -> Optional.of(Reachability.REACHABLE);
            case Suspect _ -> Optional.of(Reachability.SUSPECT);
            case Unreachable _ -> Optional.of(Reachability.UNREACHABLE);
            case WrongCluster _ -> Optional.of(Reachability.WRONG_CLUSTER);
        };
    }

    /** Why, for people; empty where all is well. */
    default String reason() {
        return switch (this) {
            case Claiming _, Deposed _, Checking _, Listing _, Live _ -> "";
            case Suspect suspect -> suspect.reason();
            case Unreachable unreachable -> unreachable.reason();
            case WrongCluster wrong -> "kube-system has UID " + wrong.found() + ", another cluster than recorded";
        };
    }

    /** The fact to write now; empty if the recorded one says the same: its {@code since} stays then. */
    default Optional<ReachabilityFact> toRecord(Optional<ReachabilityFact> recorded, Instant now) {
        return reachability()
                .filter(said -> recorded.map(ReachabilityFact::state)
                        .filter(said::equals)
                        .isEmpty())
                .map(said -> new ReachabilityFact(said, now, reason()));
    }
}
