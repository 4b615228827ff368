package io.fleetmesh.simulation;

import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Event;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.LogRead;
import io.fleetmesh.meshstore.domain.Projection;
import io.fleetmesh.meshstore.domain.RangeRead;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What agents see of one life of a store, and what must hold of it:
 *
 * <ul>
 *   <li>the first state that is served lacks nothing and has nothing older than what the log held when the store began and
 *       than what agents saw before of the same log, but what was unshared since;
 *   <li>a key is deleted only if its source has deleted or unshared what the key shows;
 *   <li>a key never shows an older generation than it showed;
 *   <li>revisions grow;
 *   <li>a canary stands only beside everything that it vouches for, which is all that the log held when the store began.
 * </ul>
 */
final class StoreProbe {
    private static final String SERVICES = "cilium/cache/services/v1/";
    private static final Pattern GENERATION = Pattern.compile("\"generation\":\"(\\d+)\"");
    private static final Pattern ADDRESS = Pattern.compile("\"(10\\.1\\.\\d+\\.\\d+)\"");

    private final String consumer;
    private final Projection projection;
    private final Map<String, SimMember> members;
    /** Keys and generations that its first state must have. */
    private final Map<String, Integer> baseline;

    private final Map<String, Integer> shown = new TreeMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private Optional<ViewIndex> view = Optional.empty();
    private long revision;

    StoreProbe(String consumer, Projection projection, Map<String, SimMember> members, Map<String, Integer> baseline) {
        this.consumer = consumer;
        this.projection = projection;
        this.members = members;
        this.baseline = Map.copyOf(baseline);
    }

    static String key(String member, String service) {
        return SERVICES + member + "/" + SimMember.NAMESPACE + "/" + service;
    }

    boolean shows() {
        return projection.viewOf(consumer) instanceof ViewAccess.Access.Ready;
    }

    /** Looks at what has changed. */
    void check() {
        if (view.isEmpty()) {
            if (!(projection.viewOf(consumer) instanceof ViewAccess.Access.Ready(ViewIndex index))) {
                return;
            }
            view = Optional.of(index);
            begin(index);
        }
        follow(view.get());
    }

    private void begin(ViewIndex index) {
        revision = index.revision();
        found(index).forEach((key, value) -> show(key, generation(value)));
        lacksNothing("first served");
    }

    private void follow(ViewIndex index) {
        boolean changed = false;
        while (index.read(revision + 1) instanceof LogRead.Next(var commit)) {
            require(commit.revision() > revision, "revision " + commit.revision() + " after " + revision);
            revision = commit.revision();
            commit.events().forEach(this::seen);
            changed = true;
        }
        if (changed && hasCanary(index)) {
            lacksNothing("a canary stands");
        }
    }

    private void seen(Event event) {
        String key = event.current().key().toString();
        if (!key.startsWith(SERVICES)) {
            return;
        }
        if (event.current().isTombstone()) {
            Integer generation = shown.remove(key);
            require(
                    generation == null || wasWithdrawn(key, generation),
                    "deleted, and its source never withdrew generation " + generation + " of " + key);
        } else {
            show(key, generation(event.current().value().toString()));
        }
    }

    private void show(String key, int generation) {
        int before = newest.merge(key, generation, Math::max);
        require(generation >= before, "generation " + generation + " of " + key + " after " + before);
        shown.put(key, generation);
    }

    private void lacksNothing(String when) {
        baseline.forEach((key, generation) -> require(
                isCovered(key, generation, shown), when + " and lacks generation " + generation + " of " + key));
    }

    /** Whether {@code what} has of a key that generation or a later one, or rightly nothing any more. */
    boolean isCovered(String key, int generation, Map<String, Integer> what) {
        Integer has = what.get(key);
        return has == null ? wasWithdrawn(key, generation) : has >= generation;
    }

    /** Keys that agents see, with generations; empty before they see anything of this life. */
    Optional<Map<String, Integer>> shown() {
        return view.map(_ -> Map.copyOf(shown));
    }

    private static boolean hasCanary(ViewIndex index) {
        return index.range(KeyRange.prefix("cilium/synced/"), 0, 1) instanceof RangeRead.Found found
                && found.count() > 0;
    }

    private boolean wasWithdrawn(String key, int generation) {
        String[] path = key.substring(SERVICES.length()).split("/", -1);
        return members.get(path[0]).history(path[2]).stream()
                .anyMatch(state -> state.generation() > generation && !state.exported());
    }

    private static int generation(String value) {
        Matcher matcher = GENERATION.matcher(value);
        if (!matcher.find()) {
            throw new Violation("no generation in " + value);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static Map<String, String> found(ViewIndex index) {
        if (!(index.range(KeyRange.prefix(SERVICES), 0, 0) instanceof RangeRead.Found found)) {
            throw new Violation("the newest revision cannot be read");
        }
        return found.keyValues().stream()
                .collect(Collectors.toMap(
                        kv -> kv.key().toString(), kv -> kv.value().toString()));
    }

    /** Everything is healed and quiet: agents see exactly what the members hold, and everything is there. */
    void converged() {
        ViewIndex index = view.orElseThrow(() -> new Violation("not served at the end"));
        Map<String, String> found = found(index);
        Map<String, SimMember.Exported> expected = new TreeMap<>();
        members.values()
                .forEach(member -> member.exported()
                        .forEach((service, state) -> expected.put(key(member.name(), service), state)));
        require(
                found.keySet().equals(expected.keySet()),
                "at the end " + new TreeSet<>(found.keySet()) + ", expected " + expected.keySet());
        expected.forEach((key, state) -> {
            String value = found.get(key);
            require(generation(value) == state.generation(), key + " is of generation " + generation(value));
            Set<String> addresses = ADDRESS.matcher(value)
                    .results()
                    .map(result -> result.group(1))
                    .collect(Collectors.toSet());
            require(addresses.equals(state.addresses()), key + " has " + addresses + ", expected " + state.addresses());
        });
        for (SimMember member : members.values()) {
            Bytes canary = Bytes.of("cilium/synced/" + member.name() + "/cilium/cache/services/v1");
            require(index.value(canary).isPresent(), "no canary of " + member.name() + " at the end");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new Violation(what);
        }
    }

    /** An invariant does not hold. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    /** What is served, for a report. */
    List<String> describe() {
        return shown.entrySet().stream()
                .map(entry -> entry.getKey() + "@" + entry.getValue())
                .toList();
    }
}
