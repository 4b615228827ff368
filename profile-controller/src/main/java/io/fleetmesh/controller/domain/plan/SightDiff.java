package io.fleetmesh.controller.domain.plan;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.contract.plan.Amount;
import io.fleetmesh.contract.plan.SightChange;
import io.fleetmesh.contract.plan.SightChange.Sight;
import io.fleetmesh.contract.plan.SightChange.SourceChange;
import io.fleetmesh.contract.plan.ViewChange;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who gains and loses sight of what, by other views or by another default of namespaces. Each pair of consumer and source is looked
 * at once; what a change of sight amounts to is counted once for each source and kind of change, since many consumers have the same.
 */
final class SightDiff {
    private record Change(String source, Optional<Sight> before, Optional<Sight> after) {}

    private final PlanInputs inputs;
    /** By what was applied last: as Cilium has it if nothing was. */
    private final boolean globalBefore;

    private final boolean globalAfter;
    private final List<String> ids;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Change, SourceChange> counted = new HashMap<>();
    private final Map<Change, BitSet> consumers = new HashMap<>();
    private final List<ViewChange> views = new ArrayList<>();

    private SightDiff(PlanInputs inputs, NavigableMap<String, ConsumerView> after) {
        this.inputs = inputs;
        this.globalBefore = inputs.appliedSpec()
                .map(NetworkProfileSpec::globalNamespaceDefault)
                .orElse(true);
        this.globalAfter =
                inputs.spec().map(NetworkProfileSpec::globalNamespaceDefault).orElse(globalBefore);
        Set<String> all = new TreeSet<>(inputs.views().keySet());
        all.addAll(after.keySet());
        inputs.views().values().forEach(view -> all.addAll(view.sources()));
        after.values().forEach(view -> all.addAll(view.sources()));
        this.ids = List.copyOf(all);
        for (int i = 0; i < ids.size(); i++) {
            numbers.put(ids.get(i), i);
        }
        for (String consumer : ids) {
            compare(consumer, inputs.views().get(consumer), after.get(consumer));
        }
    }

    static SightDiff of(PlanInputs inputs, NavigableMap<String, ConsumerView> after) {
        return new SightDiff(inputs, after);
    }

    /** By consumer. */
    List<ViewChange> views() {
        return views;
    }

    private void compare(String consumer, @Nullable ConsumerView before, @Nullable ConsumerView after) {
        if (before != null && before.equals(after) && globalBefore == globalAfter) {
            return;
        }
        Map<String, Sight> old = sights(before);
        Map<String, Sight> now = sights(after);
        Set<String> sources = new TreeSet<>(old.keySet());
        sources.addAll(now.keySet());
        Tally tally = new Tally();
        for (String source : sources) {
            Change change =
                    new Change(source, Optional.ofNullable(old.get(source)), Optional.ofNullable(now.get(source)));
            if (matters(change)) {
                tally.add(counted.computeIfAbsent(change, this::count));
                consumers.computeIfAbsent(change, _ -> new BitSet()).set(numbers.getOrDefault(consumer, 0));
            }
        }
        if (!tally.isEmpty()) {
            views.add(tally.view(consumer));
        }
    }

    /** By another default a source may show more or less of the same sight. */
    private boolean matters(Change change) {
        if (!change.before.equals(change.after)) {
            return true;
        }
        if (globalBefore == globalAfter) {
            return false;
        }
        SourceChange amounts = counted.computeIfAbsent(change, this::count);
        return !amounts.gained().equals(Amount.NONE) || !amounts.lost().equals(Amount.NONE);
    }

    private static Map<String, Sight> sights(@Nullable ConsumerView view) {
        Map<String, Sight> sights = new HashMap<>();
        if (view != null) {
            Set<String> draining = new HashSet<>(view.draining());
            view.sources()
                    .forEach(source ->
                            sights.put(source, new Sight(view.namespacesOf(source), draining.contains(source))));
        }
        return sights;
    }

    private SourceChange count(Change change) {
        MemberInventory source = inputs.inventory(change.source);
        boolean defaultBefore = source.namespacesGlobal(globalBefore);
        boolean defaultAfter = source.namespacesGlobal(globalAfter);
        // What waits for approval is seen by nobody, whichever view has its namespace.
        Set<String> waiting = new HashSet<>(inputs.waiting().getOrDefault(change.source, List.of()));
        Amount gained = Amount.NONE;
        Amount lost = Amount.NONE;
        for (Map.Entry<String, NamespaceInventory> entry : source.namespaces().entrySet()) {
            String name = entry.getKey();
            NamespaceInventory namespace = entry.getValue().without(service -> waiting.contains(name + "/" + service));
            Amount before = seen(change.before, name, namespace, defaultBefore);
            Amount after = seen(change.after, name, namespace, defaultAfter);
            gained = gained.plus(after.without(before));
            lost = lost.plus(before.without(after));
        }
        return new SourceChange(change.source, change.before, change.after, gained, lost);
    }

    private static Amount seen(Optional<Sight> sight, String name, NamespaceInventory namespace, boolean byDefault) {
        if (sight.isEmpty() || !sight.get().namespaces().has(name) || !namespace.takesPart(byDefault)) {
            return Amount.NONE;
        }
        return sight.get().draining()
                ? new Amount(0, 0, namespace.endpoints())
                : new Amount(namespace.globalServices().size(), namespace.backends(), namespace.endpoints());
    }

    /**
     * Consumers and sources with the same change as one. A source is counted among its own consumers while they are compared, so
     * that a mesh in which all see all is one group; nobody sees itself, so nothing is said by that which does not hold. Sources
     * that are alone by that are put together where they have the same consumers, so that one that joins is one group, too.
     */
    List<SightChange> sight() {
        Map<BitSet, List<SourceChange>> groups = new HashMap<>();
        consumers.forEach((change, who) -> {
            BitSet key = (BitSet) who.clone();
            key.set(numbers.getOrDefault(change.source, 0));
            SourceChange source = counted.get(change);
            if (source != null) {
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(source);
            }
        });
        List<SightChange> all = new ArrayList<>();
        Map<List<String>, List<SourceChange>> alone = new HashMap<>();
        groups.forEach((who, sources) -> {
            if (sources.size() == 1) {
                List<String> others = names(who, sources.getFirst().source());
                alone.computeIfAbsent(others, _ -> new ArrayList<>()).add(sources.getFirst());
            } else {
                all.add(group(names(who, ""), sources));
            }
        });
        alone.forEach((who, sources) -> all.add(group(who, sources)));
        all.sort(Comparator.comparing(
                        (SightChange change) -> change.sources().getFirst().source())
                .thenComparing(change -> String.join(",", change.consumers())));
        return all;
    }

    private List<String> names(BitSet who, String without) {
        return who.stream().mapToObj(ids::get).filter(id -> !id.equals(without)).toList();
    }

    private static SightChange group(List<String> who, List<SourceChange> sources) {
        sources.sort(Comparator.comparing(SourceChange::source));
        return new SightChange(who, sources);
    }

    /** Sums up for one consumer. */
    private static final class Tally {
        private int sourcesGained;
        private int sourcesLost;
        private int sourcesChanged;
        private Amount gained = Amount.NONE;
        private Amount lost = Amount.NONE;

        void add(SourceChange change) {
            if (change.before().isEmpty()) {
                sourcesGained++;
            } else if (change.after().isEmpty()) {
                sourcesLost++;
            } else {
                sourcesChanged++;
            }
            gained = gained.plus(change.gained());
            lost = lost.plus(change.lost());
        }

        boolean isEmpty() {
            return sourcesGained + sourcesLost + sourcesChanged == 0;
        }

        ViewChange view(String consumer) {
            return new ViewChange(consumer, sourcesGained, sourcesLost, sourcesChanged, gained, lost);
        }
    }
}
