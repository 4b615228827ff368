package io.fleetmesh.simulation;

import io.fleetmesh.contract.ConsumerView;
import io.fleetmesh.meshstore.domain.Bytes;
import io.fleetmesh.meshstore.domain.Event;
import io.fleetmesh.meshstore.domain.KeyRange;
import io.fleetmesh.meshstore.domain.LogRead;
import io.fleetmesh.meshstore.domain.RangeRead;
import io.fleetmesh.meshstore.domain.ViewAccess;
import io.fleetmesh.meshstore.domain.ViewIndex;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
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
 *       than what agents saw before of the same log, but what was unshared since; or it is that of a snapshot, if that is served;
 *   <li>a key is deleted only if its source has deleted or unshared what the key shows, or the view takes it away;
 *   <li>a key never shows an older generation than it showed;
 *   <li>nothing is shown that the view which the store has read does not permit; what it hides goes at once, what leaves it after
 *       a while;
 *   <li>nothing is ever shown of members whose namespaces no plan ever made global;
 *   <li>an address is shown with an identity that is shown, after each event, and goes to another pod or to none only if its
 *       source has deleted the pod or the view takes it away;
 *   <li>revisions grow;
 *   <li>a canary stands only beside everything that it vouches for, which is all that the log held when the store began or, if
 *       that was later, when the source came into the view.
 * </ul>
 *
 * <p>Once a plan has closed the members' namespaces, what was shown may go by that, so that nothing has to be there. Of a source of
 * which Kafka has refused a record, what was under way behind that is taken all the same, canary and address too, until its owner
 * has written all again (decision 3): something may be missing meanwhile.
 */
final class StoreProbe {
    private static final String CACHE = "cilium/cache/";
    private static final String CONFIGURATIONS = "cilium/cluster-config/";
    private static final String SERVICES = CACHE + "services/v1/";
    private static final Pattern GENERATION = Pattern.compile("\"generation\":\"(\\d+)\"");
    private static final Pattern ADDRESS = Pattern.compile("\"(10\\.1\\.\\d+\\.\\d+)\"");

    private final SimStore.Reading store;
    private final Map<String, SimMember> members;
    private final SimController controller;
    private final SimLog log;
    /** Keys and generations that must be shown once their source counts as complete. */
    private final Map<String, Integer> baseline = new HashMap<>();

    private final Map<String, Integer> shown = new TreeMap<>();
    /** Since when. */
    private final Map<String, Long> since = new HashMap<>();

    private final Map<String, Integer> newest = new HashMap<>();
    private final AppliedView applied;
    private final ShownAddresses addresses;
    private Optional<ViewIndex> view = Optional.empty();
    private long revision;

    StoreProbe(SimStore.Reading store, Map<String, SimMember> members, SimController controller, SimLog log) {
        this.store = store;
        this.members = members;
        this.controller = controller;
        this.log = log;
        this.applied = new AppliedView(controller.views());
        this.addresses = new ShownAddresses(members, controller, applied);
    }

    /** It begins to read the log, and must show so much of it. */
    void reads(Map<String, Integer> keys) {
        applied.reads(controller.views().log());
        if (view.isEmpty()) {
            baseline.putAll(keys);
        }
    }

    /** It may serve a snapshot with so much. */
    void restored(ConsumerView known, Map<String, Integer> keys) {
        applied.restored(known);
        baseline.putAll(keys);
    }

    static String key(String member, String service) {
        return SERVICES + member + "/" + SimMember.NAMESPACE + "/" + service;
    }

    boolean shows() {
        return store.view() instanceof ViewAccess.Access.Ready;
    }

    /** Looks at what has changed. */
    void check() {
        OptionalLong position = store.position();
        Set<String> fresh = position.isPresent() ? applied.read(position.getAsLong()) : Set.of();
        if (view.isEmpty()) {
            if (!(store.view() instanceof ViewAccess.Access.Ready(ViewIndex index))) {
                return;
            }
            view = Optional.of(index);
            begin(index);
        } else {
            fresh.forEach(source -> {
                baseline.keySet().removeIf(key -> isOf(key, source));
                baseline.putAll(log.exported(source));
            });
        }
        follow(view.get());
    }

    private static boolean isOf(String key, String source) {
        return key.startsWith(SERVICES + source + "/");
    }

    private void begin(ViewIndex index) {
        revision = index.revision();
        found(index, SERVICES).forEach((key, value) -> {
            require(!applied.hidesServices(memberOf(key)), "first served, and the view does not permit " + key);
            show(key, generation(value));
        });
        found(index, CACHE).forEach((key, value) -> require(addresses.put(key, value)));
        require(addresses.withoutIdentity(log::hasRefused));
        members.keySet().forEach(source -> lacksNothing(source, "first served"));
    }

    private void follow(ViewIndex index) {
        boolean changed = false;
        while (index.read(revision + 1) instanceof LogRead.Next(var commit)) {
            require(commit.revision() > revision, "revision " + commit.revision() + " after " + revision);
            revision = commit.revision();
            commit.events().forEach(this::seen);
            changed = true;
        }
        if (changed) {
            members.keySet().forEach(source -> {
                if (isComplete(index, source)) {
                    lacksNothing(source, "a canary stands");
                }
                require(
                        !applied.hidesServices(source)
                                || shown.keySet().stream().noneMatch(key -> isOf(key, source)),
                        "services are shown of " + source + ", whose the view hides");
                require(addresses.hidden(source));
            });
        }
    }

    private void seen(Event event) {
        String key = event.current().key().toString();
        if (!key.startsWith(SERVICES)) {
            require(
                    event.current().isTombstone()
                            ? addresses.delete(key)
                            : addresses.put(key, event.current().value().toString()));
            require(addresses.withoutIdentity(log::hasRefused));
            return;
        }
        if (event.current().isTombstone()) {
            Integer generation = shown.remove(key);
            require(
                    generation == null
                            || controller.everClosed()
                            || wasWithdrawn(key, generation)
                            || applied.takesServices(memberOf(key)),
                    "deleted, and its source never withdrew generation " + generation + " of " + key);
        } else {
            require(applied.permitsServices(memberOf(key)), "shown, and the view does not permit " + key);
            show(key, generation(event.current().value().toString()));
        }
    }

    private void show(String key, int generation) {
        require(controller.everOpen(), "shown, and no plan ever opened the namespace of " + key);
        int before = newest.merge(key, generation, Math::max);
        require(generation >= before, "generation " + generation + " of " + key + " after " + before);
        if (!Objects.equals(shown.put(key, generation), generation)) {
            since.put(key, store.now());
        }
    }

    private void lacksNothing(String source, String when) {
        if (controller.everClosed() || applied.takesServices(source) || log.hasRefused(source)) {
            return;
        }
        baseline.forEach((key, generation) -> require(
                !isOf(key, source) || isCovered(key, generation, shown),
                when + " and lacks generation " + generation + " of " + key));
    }

    /** Whose service a key shows. */
    static String memberOf(String key) {
        return key.substring(SERVICES.length(), key.indexOf('/', SERVICES.length()));
    }

    /** Whether {@code what} has of a key that generation or a later one, or rightly nothing any more. */
    boolean isCovered(String key, int generation, Map<String, Integer> what) {
        Integer has = what.get(key);
        return has == null ? wasWithdrawn(key, generation) : has >= generation;
    }

    /** Keys that agents have seen as they are for so long, with generations. */
    Map<String, Integer> shownFor(Duration time) {
        Map<String, Integer> old = new TreeMap<>(shown);
        old.keySet().removeIf(key -> since.get(key) > store.now() - EventQueue.micros(time));
        return old;
    }

    /** Whether of a key nothing has to be shown: its source has withdrawn that generation, or may not be shown. */
    boolean mayLack(String key, int generation) {
        return controller.everClosed() || applied.takesServices(memberOf(key)) || wasWithdrawn(key, generation);
    }

    /** Keys that agents see, with generations; empty before they see anything of this life. */
    Optional<Map<String, Integer>> shown() {
        return view.map(_ -> Map.copyOf(shown));
    }

    /** Pods whose addresses agents see; empty before they see anything of this life. */
    Optional<Set<String>> shownPods() {
        return view.map(_ -> addresses.pods());
    }

    /** @param pod as {@link SimLog#pod} names it */
    boolean wasPodWithdrawn(String pod) {
        String member = SimLog.memberOf(pod);
        return members.get(member)
                .pods()
                .filter(pods -> pods.wasWithdrawn(pod.substring(member.length() + 1)))
                .isPresent();
    }

    /** Whether agents take what they see of a source for all of it. */
    private static boolean isComplete(ViewIndex index, String source) {
        return index.value(canary(source, "services")).isPresent()
                && index.value(Bytes.of(CONFIGURATIONS + source)).isPresent();
    }

    private static Bytes canary(String source, String family) {
        return Bytes.of("cilium/synced/" + source + "/" + CACHE + family + "/v1");
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

    private static Map<String, String> found(ViewIndex index, String prefix) {
        if (!(index.range(KeyRange.prefix(prefix), 0, 0) instanceof RangeRead.Found found)) {
            throw new Violation("the newest revision cannot be read");
        }
        return found.keyValues().stream()
                .collect(Collectors.toMap(
                        kv -> kv.key().toString(), kv -> kv.value().toString()));
    }

    /** Everything is healed and quiet: agents see exactly what the members hold, and everything is there. */
    void converged() {
        ViewIndex index = view.orElseThrow(() -> new Violation("not served at the end"));
        require(addresses.differences());
        require(addresses.withoutIdentity(_ -> false));
        Map<String, String> found = found(index, SERVICES);
        ConsumerView seen = controller.view();
        Map<String, SimMember.Exported> expected = new TreeMap<>();
        members.values().stream()
                .filter(member -> controller.open() && AppliedView.givesServices(seen, member.name()))
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
        Set<String> clusters = found(index, CONFIGURATIONS).keySet().stream()
                .map(key -> key.substring(CONFIGURATIONS.length()))
                .collect(Collectors.toSet());
        require(
                clusters.equals(Set.copyOf(seen.sources())),
                "at the end clusters are " + clusters + ", the view " + seen);
        seen.sources().forEach(source -> {
            require(index.value(canary(source, "services")).isPresent(), "no canary of " + source + " at the end");
            require(
                    members.get(source).pods().isEmpty()
                            || index.value(canary(source, "ip")).isPresent(),
                    "no canary of addresses of " + source + " at the end");
        });
    }

    private static void require(Optional<String> violation) {
        violation.ifPresent(what -> {
            throw new Violation(what);
        });
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
