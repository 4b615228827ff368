package io.fleetmesh.aggregator.domain;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which endpoints claim which address, by the newest fact of each key. Not thread-safe. */
final class IpTable {
    private final Map<String, EndpointClaims> byFact = new HashMap<>();
    private final Map<String, NavigableSet<IpClaim>> byIp = new HashMap<>();
    private final Map<String, Set<String>> factsIn = new HashMap<>();
    private final Map<Long, Set<IpClaim>> byIdentity = new HashMap<>();

    /**
     * Takes the newest fact of a key.
     *
     * @param claims empty if it is gone
     */
    Affected replace(String fact, Optional<EndpointClaims> claims) {
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
        remove(byIp, claim.ip(), claim);
        byIdentity.computeIfPresent(claim.identity(), (_, of) -> of.remove(claim) && of.isEmpty() ? null : of);
        affected.add(Item.ip(claim.ip()));
    }

    private void give(IpClaim claim, Set<Item> affected) {
        byIp.computeIfAbsent(claim.ip(), _ -> new TreeSet<>()).add(claim);
        byIdentity.computeIfAbsent(claim.identity(), _ -> new HashSet<>()).add(claim);
        affected.add(Item.ip(claim.ip()));
    }

    private static <T> void remove(Map<String, ? extends Set<T>> index, String key, T element) {
        index.computeIfPresent(key, (_, of) -> of.remove(element) && of.isEmpty() ? null : of);
    }

    /** All claims of an address, in their order. */
    NavigableSet<IpClaim> claims(String ip) {
        return byIp.getOrDefault(ip, Collections.emptyNavigableSet());
    }

    /** All that is claimed. */
    Set<String> ips() {
        return byIp.keySet();
    }

    /** Addresses that endpoints with this identity claim. */
    Set<Item> of(long identity) {
        return items(byIdentity.getOrDefault(identity, Set.of()));
    }

    /** Addresses that endpoints of a namespace claim. */
    Set<Item> in(String namespace) {
        Set<Item> items = new HashSet<>();
        factsIn.getOrDefault(namespace, Set.of())
                .forEach(fact -> items.addAll(items(
                        Optional.ofNullable(byFact.get(fact)).orElseThrow().claims())));
        return items;
    }

    private static Set<Item> items(Iterable<IpClaim> claims) {
        Set<Item> items = new HashSet<>();
        claims.forEach(claim -> items.add(Item.ip(claim.ip())));
        return items;
    }
}
