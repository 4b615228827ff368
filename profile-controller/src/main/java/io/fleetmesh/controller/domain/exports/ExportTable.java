package io.fleetmesh.controller.domain.exports;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.ExportApproval;
import io.fleetmesh.contract.ExportHold;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.History;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whose exports are held, and who may export what, as the log should say it; and what follows of that for the services that
 * there are, by {@link ExportRules}. Services that nothing has changed of are looked at now and then only. Not thread-safe.
 */
public final class ExportTable {
    /** Forgetting names is not urgent. */
    private static final Duration ALL_AGAIN = Duration.ofMinutes(1);

    private final Set<String> holding = new HashSet<>();
    /** By profile and service. */
    private final Map<String, NavigableMap<String, ExportApproval>> approvals = new HashMap<>();

    private final Map<String, Seen> seen = new HashMap<>();

    /** What was decided over last, and when over all. */
    private record Seen(Set<String> members, long version, Instant all) {}

    /** What is to be written. */
    public sealed interface Change {
        /** A name's record from now on. */
        record Put(ExportApproval approval) implements Change {}

        /** A name has none any more. */
        record Remove(ExportName name) implements Change {}
    }

    /** Takes a record. */
    public void add(ExportHold hold) {
        holding.add(hold.profile());
    }

    /** Takes the newest record of its name. */
    public void add(ExportApproval approval) {
        approvals
                .computeIfAbsent(approval.profile(), _ -> new TreeMap<>())
                .put(ExportName.of(approval).service(), approval);
    }

    /** A name has no record any more. */
    public void remove(ExportName name) {
        approvals.computeIfPresent(name.profile(), (_, of) -> {
            of.remove(name.service());
            return of.isEmpty() ? null : of;
        });
    }

    /** Whether the exports of a profile are held. */
    public boolean holds(String profile) {
        return holding.contains(profile);
    }

    /** A name's record. */
    public Optional<ExportApproval> approval(ExportName name) {
        return Optional.ofNullable(standing(name.profile()).get(name.service()));
    }

    /** Those of which there is any record. */
    public Set<String> profiles() {
        Set<String> all = new TreeSet<>(holding);
        all.addAll(approvals.keySet());
        return all;
    }

    /** Who counts as a member, also on its way out or if it only looks on. */
    public static Set<String> members(AppliedProfile profile) {
        return profile.members().stream().map(Member::id).collect(Collectors.toUnmodifiableSet());
    }

    /** Services whose export waits for approval, by member, of some of them. */
    public static Map<String, List<String>> waiting(Set<String> members, Map<String, GlobalService> services) {
        Map<String, List<String>> waiting = new TreeMap<>();
        new TreeMap<>(services)
                .forEach((key, service) -> service.held().stream()
                        .map(GlobalService.Held::member)
                        .filter(members::contains)
                        .forEach(member -> waiting.computeIfAbsent(member, _ -> new ArrayList<>())
                                .add(key)));
        return waiting;
    }

    private NavigableMap<String, ExportApproval> standing(String profile) {
        return approvals.getOrDefault(profile, Collections.emptyNavigableMap());
    }

    /**
     * What is to stand before a profile's exports are held.
     *
     * @param services by key, all that there are
     */
    public List<Change> begin(String profile, Set<String> members, Map<String, GlobalService> services) {
        List<Change> changes = new ArrayList<>();
        for (String key : all(profile, services)) {
            Optional<GlobalService> service = Optional.ofNullable(services.get(key));
            ExportName name = name(profile, key);
            compare(name, ExportRules.begin(name, service, members)).ifPresent(changes::add);
        }
        return changes;
    }

    /** What is to change while they are held, since the last time that this was asked. */
    public List<Change> next(String profile, Set<String> members, History<GlobalService> services, Instant now) {
        Optional<Seen> before = Optional.ofNullable(seen.get(profile))
                .filter(last -> last.members().equals(members)
                        && now.isBefore(last.all().plus(ALL_AGAIN)));
        Optional<Set<String>> news =
                before.flatMap(last -> services.since(last.version())).map(ExportTable::keys);
        List<Change> changes = new ArrayList<>();
        for (String key : news.orElseGet(() -> all(profile, services.now()))) {
            Optional<GlobalService> service = Optional.ofNullable(services.now().get(key));
            ExportName name = name(profile, key);
            compare(name, ExportRules.next(name, approval(name), service, members, now))
                    .ifPresent(changes::add);
        }
        Instant all = news.isPresent() ? before.orElseThrow().all() : now;
        seen.put(profile, new Seen(Set.copyOf(members), services.version(), all));
        return changes;
    }

    private static Set<String> keys(List<History.Change<GlobalService>> changes) {
        return changes.stream()
                .flatMap(change -> change.after().or(change::before).stream())
                .map(GlobalService::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> all(String profile, Map<String, GlobalService> services) {
        Set<String> all = new TreeSet<>(services.keySet());
        all.addAll(standing(profile).keySet());
        return all;
    }

    private static ExportName name(String profile, String service) {
        int slash = service.indexOf('/');
        return new ExportName(profile, service.substring(0, slash), service.substring(slash + 1));
    }

    private Optional<Change> compare(ExportName name, Optional<ExportApproval> next) {
        return next.equals(approval(name))
                ? Optional.empty()
                : Optional.of(next.<Change>map(Change.Put::new).orElseGet(() -> new Change.Remove(name)));
    }

    /** Forgets a profile, whose exports are held no more: keys of records that are to go, in that order. */
    public List<String> end(String profile) {
        List<String> gone = new ArrayList<>();
        if (holding.remove(profile)) {
            gone.add(new ExportHold(profile).key());
        }
        standing(profile).values().forEach(approval -> gone.add(approval.key()));
        approvals.remove(profile);
        seen.remove(profile);
        return gone;
    }
}
