package io.fleetmesh.aggregator.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which endpoints claim which address, by the newest fact of each key. Not thread-safe. */
final class IpTable {
    private final Map<String, EndpointClaims> byFact = new HashMap<>();
    /** As a rule one claim for each; lists as small as can be, since there are as many as pods. */
    private final Map<String, List<IpClaim>> byIp = new HashMap<>();

    private final Map<String, Set<String>> factsIn = new HashMap<>();
    private final Map<Long, Set<String>> factsOf = new HashMap<>();

    /** Takes the newest fact of its key. */
    Affected put(EndpointClaims claims) {
        return replace(claims.fact(), Optional.of(claims));
    }

    /** Takes the tombstone of a fact. */
    Affected remove(String fact) {
        return replace(fact, Optional.empty());
    }

    private Affected replace(String fact, Optional<EndpointClaims> claims) {
        Optional<EndpointClaims> before =
                Optional.ofNullable(claims.isPresent() ? byFact.put(fact, claims.get()) : byFact.remove(fact));
        if (before.equals(claims)) {
            return Affected.NOTHING;
        }
        Set<Item> affected = new HashSet<>();
        before.ifPresent(old -> {
            remove(factsIn, old.namespace(), fact);
            old.claims().forEach(claim -> take(claim, affected));
        });
        claims.ifPresent(now -> {
            factsIn.computeIfAbsent(now.namespace(), _ -> new HashSet<>()).add(fact);
            now.claims().forEach(claim -> give(claim, affected));
        });
        return new Affected(
                Set.of(), affected, false, claims.map(EndpointClaims::problems).orElse(List.of()));
    }

    private void take(IpClaim claim, Set<Item> affected) {
        byIp.computeIfPresent(claim.ip(), (_, of) -> without(of, claim));
        remove(factsOf, claim.identity(), claim.fact());
        affected.add(Item.ip(claim.ip()));
    }

    private void give(IpClaim claim, Set<Item> affected) {
        byIp.merge(claim.ip(), List.of(claim), IpTable::with);
        factsOf.computeIfAbsent(claim.identity(), _ -> new HashSet<>()).add(claim.fact());
        affected.add(Item.ip(claim.ip()));
    }

    private static List<IpClaim> with(List<IpClaim> claims, List<IpClaim> more) {
        List<IpClaim> all = new ArrayList<>(claims);
        all.addAll(more);
        Collections.sort(all);
        return List.copyOf(all);
    }

    /** Null if nothing is left, as a map wants it. */
    private static @Nullable List<IpClaim> without(List<IpClaim> claims, IpClaim gone) {
        List<IpClaim> rest =
                claims.stream().filter(claim -> !claim.equals(gone)).toList();
        return rest.isEmpty() ? null : List.copyOf(rest);
    }

    private static <K> void remove(Map<K, Set<String>> index, K key, String fact) {
        index.computeIfPresent(key, (_, of) -> of.remove(fact) && of.isEmpty() ? null : of);
    }

    /** All claims of an address, in their order. */
    List<IpClaim> claims(String ip) {
        return byIp.getOrDefault(ip, List.of());
    }

    /** All that is claimed. */
    Set<String> ips() {
        return byIp.keySet();
    }

    /** Addresses that endpoints with this identity claim. */
    Set<Item> of(long identity) {
        Set<Item> items = new HashSet<>();
        claims(factsOf.getOrDefault(identity, Set.of())).stream()
                .filter(claim -> claim.identity() == identity)
                .forEach(claim -> items.add(Item.ip(claim.ip())));
        return items;
    }

    /** Addresses that endpoints of a namespace claim. */
    Set<Item> in(String namespace) {
        Set<Item> items = new HashSet<>();
        claims(factsIn.getOrDefault(namespace, Set.of())).forEach(claim -> items.add(Item.ip(claim.ip())));
        return items;
    }

    private List<IpClaim> claims(Set<String> facts) {
        return facts.stream()
                .flatMap(fact -> Optional.ofNullable(byFact.get(fact)).orElseThrow().claims().stream())
                .toList();
    }
}
