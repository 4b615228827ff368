package io.fleetmesh.aggregator.domain;

import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.MeshRecord.EndpointSliceRecord;
import io.fleetmesh.contract.MeshRecord.HeldExportRecord;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import io.fleetmesh.contract.MeshRecord.ServiceRecord;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a member's mesh topic holds now, as far as its newest records of each key were shown to it: its own log read back, or
 * its own writes as they are acknowledged. Not thread-safe.
 */
public final class Held {
    private final Map<String, MeshRecord> records = new HashMap<>();
    private final Map<ServiceName, Set<String>> slicesOf = new HashMap<>();
    private final Map<Long, Set<String>> ipsOf = new HashMap<>();

    /** An output that holds exactly these records. */
    public static Held of(Map<String, MeshRecord> records) {
        Held held = new Held();
        records.values().forEach(held::put);
        return held;
    }

    /** The newest record of its key. */
    public void put(MeshRecord value) {
        String key = value.key();
        remove(key);
        records.put(key, value);
        if (value instanceof EndpointSliceRecord slice) {
            slicesOf.computeIfAbsent(serviceOf(slice), _ -> new HashSet<>()).add(key);
        } else if (value instanceof IpRecord ip) {
            ipsOf.computeIfAbsent(ip.identity(), _ -> new HashSet<>()).add(ip.ip());
        }
    }

    /** A tombstone of the key. */
    public void remove(String key) {
        MeshRecord gone = records.remove(key);
        if (gone instanceof EndpointSliceRecord slice) {
            slicesOf.computeIfPresent(serviceOf(slice), (_, of) -> of.remove(key) && of.isEmpty() ? null : of);
        } else if (gone instanceof IpRecord ip) {
            ipsOf.computeIfPresent(ip.identity(), (_, of) -> of.remove(ip.ip()) && of.isEmpty() ? null : of);
        }
    }

    /** Takes an operation that was carried out. */
    public void apply(Operation operation) {
        switch (operation) {
            case Operation.Put put -> put(put.value());
            case Operation.Delete delete -> remove(delete.key());
        }
    }

    /** The record of a key. */
    public Optional<MeshRecord> get(String key) {
        return Optional.ofNullable(records.get(key));
    }

    /** Key to record, live and read-only. */
    public Map<String, MeshRecord> records() {
        return Collections.unmodifiableMap(records);
    }

    /** Names of all services that have a service record or a slice here, or wait. */
    Set<ServiceName> services() {
        Set<ServiceName> names = new HashSet<>(slicesOf.keySet());
        for (MeshRecord value : records.values()) {
            if (value instanceof ServiceRecord service) {
                names.add(new ServiceName(service.namespace(), service.name()));
            } else if (value instanceof HeldExportRecord waiting) {
                names.add(new ServiceName(waiting.namespace(), waiting.name()));
            }
        }
        return names;
    }

    /** Keys of the slices that belong to a service. */
    Set<String> slices(ServiceName service) {
        return slicesOf.getOrDefault(service, Set.of());
    }

    /** All that is held as one record each. */
    Set<Item> items() {
        Set<Item> items = new HashSet<>();
        records.values().forEach(record -> Item.of(record).ifPresent(items::add));
        return items;
    }

    /** Addresses that are held with this identity. */
    Set<String> ips(long identity) {
        return ipsOf.getOrDefault(identity, Set.of());
    }

    private static ServiceName serviceOf(EndpointSliceRecord slice) {
        return new ServiceName(slice.namespace(), slice.service());
    }
}
