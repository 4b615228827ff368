package io.fleetmesh.simulation;

import io.fleetmesh.meshstore.domain.ReplicaLag;
import io.fleetmesh.meshstore.domain.SiblingLags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * The agents of the consumer, who go from one replica to another, and the replicas that compare themselves: a replica that lets
 * agents in has all that another has shown them for a while, but what was withdrawn since. That is promised as long as both
 * answered each other until the agents left; one that only begins then has read the log to its end.
 */
final class SimAgents {
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** The looks that a replica is given to follow, and one more. */
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private static final Duration LONGEST_STAY = Duration.ofSeconds(3);

    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(3);

    private final EventQueue queue;
    private final Random random;
    private final Mutation mutation;
    private final List<SimStore> stores;
    /** By replica, in what it is behind the other, as it found last. */
    private final Map<SimStore, Optional<String>> behind = new HashMap<>();

    private final Map<SimStore, SiblingLags> lags = new HashMap<>();
    private final Map<SimStore, SimProcess> compared = new HashMap<>();
    private Optional<SimStore> connected = Optional.empty();
    private Map<String, Integer> seen = Map.of();
    private boolean promised;

    SimAgents(EventQueue queue, Random random, Mutation mutation, List<SimStore> stores) {
        this.queue = queue;
        this.random = random;
        this.mutation = mutation;
        this.stores = List.copyOf(stores);
        if (stores.size() > 1) {
            look();
            wander();
        }
    }

    /** As each replica does every second on a thread of its own. */
    private void look() {
        for (SimStore store : stores) {
            if (store.process()
                    .filter(process -> process.hasRunFor(Duration.ZERO))
                    .isPresent()) {
                compare(store);
            }
        }
        queue.at(queue.now() + EventQueue.micros(LOOK), this::look);
    }

    private void compare(SimStore store) {
        SimProcess process = store.process().orElseThrow();
        if (compared.put(store, process) != process) {
            lags.put(store, new SiblingLags());
        }
        SiblingLags heard = lags.get(store);
        for (SimStore other : stores) {
            if (other != store) {
                heard.looked("other", mutation == Mutation.SIBLINGS_UNHEARD ? Optional.empty() : answer(other));
            }
        }
        behind.put(store, store.applied().flatMap(heard::behind));
    }

    private static Optional<ReplicaLag> answer(SimStore store) {
        return store.process()
                .filter(process -> process.hasRunFor(Duration.ZERO))
                .flatMap(_ -> store.applied());
    }

    /** They lose their connection to a replica, which is about to die, and try to find another. */
    void lose(SimStore store) {
        if (connected.filter(store::equals).isPresent()) {
            leave();
            queue.at(queue.now() + queue.soon(LONGEST_SEARCH), this::move);
        }
    }

    private void leave() {
        connected.flatMap(SimStore::probe).ifPresent(probe -> {
            seen = probe.shownFor(PROMISED);
            promised = stores.stream().allMatch(store -> store.hasFollowedFor(PROMISED));
        });
        connected = Optional.empty();
    }

    private void wander() {
        move();
        queue.at(queue.now() + random.nextLong(EventQueue.micros(LONGEST_STAY)), this::wander);
    }

    /** They go to another replica, or try to. */
    private void move() {
        leave();
        List<SimStore> open = new ArrayList<>(stores);
        open.removeIf(store -> !welcomes(store));
        if (!open.isEmpty()) {
            enter(open.get(random.nextInt(open.size())));
        }
    }

    private boolean welcomes(SimStore store) {
        // One that is not ready is given no connections.
        return store.process()
                        .filter(process -> process.hasRunFor(Duration.ZERO))
                        .isPresent()
                && store.serves()
                && behind.getOrDefault(store, Optional.empty()).isEmpty();
    }

    private void enter(SimStore store) {
        connected = Optional.of(store);
        StoreProbe probe = store.probe().orElseThrow();
        probe.check();
        if (promised && store.hasFollowedFor(PROMISED)) {
            Map<String, Integer> shown = probe.shown().orElseThrow();
            new TreeMap<>(seen).forEach((key, generation) -> {
                if (shown.getOrDefault(key, 0) < generation && !probe.mayLack(key, generation)) {
                    throw new StoreProbe.Violation("agents that went to another replica lack generation " + generation
                            + " of " + key + ", which they have seen");
                }
            });
        }
        seen = Map.of();
    }
}
