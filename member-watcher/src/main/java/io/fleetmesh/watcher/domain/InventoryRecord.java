package io.fleetmesh.watcher.domain;

import io.fleetmesh.contract.InventoryFact;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.OwnersFact;
import io.fleetmesh.contract.InventoryFact.Right;
import io.fleetmesh.contract.MemberFact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What is on record of a member beside its families, when it was last looked at, and what to write then. Not thread-safe. */
public final class InventoryRecord {
    /** Seconds: a clock that is measured to a second is not news each time. */
    private static final int SKEW_THAT_IS_NO_NEWS = 2;
    /** Who lacks a right is looked at so many times as often: somebody may be about to give it. */
    private static final int SOONER = 10;

    private static final Comparator<Right> ORDER = Comparator.comparing(Right::group)
            .thenComparing(Right::resource)
            .thenComparing(Right::verb)
            .thenComparing(right -> right.namespace().orElse(""))
            .thenComparing(right -> right.name().orElse(""));

    private Optional<ClusterFact> cluster = Optional.empty();
    private Optional<OwnersFact> owners = Optional.empty();
    private Optional<Instant> looked = Optional.empty();

    /** From a folded log; the member is due to be looked at. */
    public static InventoryRecord of(Collection<MemberFact> facts) {
        InventoryRecord inventory = new InventoryRecord();
        for (MemberFact fact : facts) {
            if (fact instanceof InventoryFact known) {
                inventory.remember(known);
            }
        }
        return inventory;
    }

    private void remember(InventoryFact fact) {
        switch (fact) {
            case ClusterFact known -> cluster = Optional.of(known);
            case OwnersFact known -> owners = Optional.of(known);
        }
    }

    /** Whether the member was looked at {@code every} ago or longer; sooner where a right is missing or in doubt. */
    public boolean isDue(Instant now, Duration every) {
        boolean lacking = cluster.filter(known -> !known.deniedRights().isEmpty()
                        || !known.unknownRights().isEmpty())
                .isPresent();
        Duration wait = lacking ? every.dividedBy(SOONER) : every;
        return looked.map(at -> !now.isBefore(at.plus(wait))).orElse(true);
    }

    /** What to write after the member was looked at; nothing if it says what is on record. */
    public List<MemberFact> take(Inventory seen, Instant now) {
        looked = Optional.of(now);
        List<MemberFact> news = new ArrayList<>();
        for (InventoryFact fact : List.of(clusterAfter(seen), ownersAfter(seen.owners()))) {
            if (!cluster.filter(fact::equals).isPresent()
                    && !owners.filter(fact::equals).isPresent()) {
                remember(fact);
                news.add(fact);
            }
        }
        return news;
    }

    private ClusterFact clusterAfter(Inventory seen) {
        return new ClusterFact(
                seen.kubernetesVersion().or(cluster.flatMap(ClusterFact::kubernetesVersion)),
                seen.serviceCidrs().or(cluster.flatMap(ClusterFact::serviceCidrs)),
                seen.nodePodCidrs().or(cluster.flatMap(ClusterFact::nodePodCidrs)),
                skewAfter(seen.clockSkewSeconds()),
                seen.certificates().server(),
                seen.certificates().client(),
                rights(seen, right -> isDenied(right, seen.rights().get(right))),
                rights(seen, right -> isUnknown(right, seen.rights().get(right))),
                Optional.of(seen.rights().size()));
    }

    private Optional<Integer> skewAfter(Optional<Integer> seen) {
        Optional<Integer> known = cluster.flatMap(ClusterFact::clockSkewSeconds);
        boolean same = known.isPresent()
                && seen.isPresent()
                && Math.abs((long) known.get() - seen.get()) <= SKEW_THAT_IS_NO_NEWS;
        return same ? known : seen;
    }

    private static List<Right> rights(Inventory seen, Predicate<Right> condition) {
        return seen.rights().keySet().stream().filter(condition).sorted(ORDER).toList();
    }

    private boolean isDenied(Right right, Seen<Boolean> allowed) {
        return switch (allowed) {
            case Seen.Is<Boolean>(Boolean yes) -> !yes;
            case Seen.None<Boolean> _, Seen.Unknown<Boolean> _ -> false;
            case Seen.Silent<Boolean> _ ->
                cluster.filter(known -> known.deniedRights().contains(right)).isPresent();
        };
    }

    /** A right that nobody ever spoke of is not known to be there. */
    private boolean isUnknown(Right right, Seen<Boolean> allowed) {
        return switch (allowed) {
            case Seen.Is<Boolean> _ -> false;
            case Seen.None<Boolean> _, Seen.Unknown<Boolean> _ -> true;
            case Seen.Silent<Boolean> _ ->
                cluster.map(known -> known.unknownRights().contains(right)).orElse(true);
        };
    }

    private OwnersFact ownersAfter(Inventory.Owners seen) {
        return new OwnersFact(
                owned(seen.agents(), owners.map(OwnersFact::agents)),
                owned(seen.meshApiServer(), owners.map(OwnersFact::meshApiServer)),
                owned(seen.meshSecret(), owners.map(OwnersFact::meshSecret)),
                seen.nodeLabels().or(owners.flatMap(OwnersFact::nodeLabels)));
    }

    private static Owned owned(Seen<Owned> seen, Optional<Owned> known) {
        return switch (seen) {
            case Seen.Is<Owned>(Owned found) -> found;
            case Seen.None<Owned> _ -> Owned.ABSENT;
            case Seen.Unknown<Owned> _ -> Owned.UNKNOWN;
            case Seen.Silent<Owned> _ -> known.orElse(Owned.UNKNOWN);
        };
    }
}
