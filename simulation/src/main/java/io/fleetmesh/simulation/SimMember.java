package io.fleetmesh.simulation;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.Endpoint;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import io.fleetmesh.contract.MemberFact.ServicePort;
import io.fleetmesh.watcher.domain.Observation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A member: what its API holds and held, how the API fails, and what it exported when. */
final class SimMember {
    private static final Set<Family> SERVICES_ALONE =
            EnumSet.of(Family.NAMESPACE, Family.SERVICE, Family.ENDPOINT_SLICE);

    static final String NAMESPACE = "shop";
    static final int SERVICES = 4;
    private static final String GLOBAL = "service.cilium.io/global";

    /** A change of one object. */
    record Change(long version, Family family, Observation what) {}

    /** What a service was from some moment on; each change of it has a generation of its own. */
    record Exported(int generation, boolean exported, Set<String> addresses) {}

    private static final class Service {
        int generation;
        boolean there;
        boolean global;
        int endpoints = 1;
        final List<Exported> history = new ArrayList<>();
    }

    private final String name;
    private final Random random;
    private final Service[] services = new Service[SERVICES];
    private final Optional<SimPods> pods;
    private final Set<Family> families = EnumSet.copyOf(SERVICES_ALONE);
    private final List<Change> changes = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private long version = 10;

    boolean away;
    boolean otherCluster;
    boolean stale;
    final Set<Family> refused = EnumSet.noneOf(Family.class);
    /** Watches from before it are answered with 410. */
    long oldestWatch;

    /**
     * A member that begins with some services.
     *
     * @param cilium whether it has pods that agents of others are to know
     */
    SimMember(String name, int clusterId, boolean cilium, Random random) {
        this.name = name;
        this.random = random;
        this.pods =
                cilium ? Optional.of(new SimPods(name, clusterId, random, this::put, this::gone)) : Optional.empty();
        if (cilium) {
            families.addAll(EnumSet.of(Family.CILIUM_CONFIG, Family.CILIUM_IDENTITY, Family.CILIUM_ENDPOINT));
            put(Family.CILIUM_CONFIG, config(name, clusterId));
        }
        put(Family.NAMESPACE, new NamespaceFact(NAMESPACE, Optional.empty()));
        for (int i = 0; i < SERVICES; i++) {
            services[i] = new Service();
            services[i].there = random.nextBoolean();
            services[i].global = random.nextInt(4) > 0;
            write(i);
        }
    }

    String name() {
        return name;
    }

    /** What Cilium has if little is set. */
    private static CiliumConfigFact config(String name, int clusterId) {
        return new CiliumConfigFact(
                Optional.of(name),
                Optional.of(clusterId),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** What it has objects of. */
    Set<Family> families() {
        return families;
    }

    /** Its pods, if it has Cilium. */
    Optional<SimPods> pods() {
        return pods;
    }

    /** Creates, deletes, shares, unshares or scales some service, or lets a pod come or go. */
    String change() {
        String changed = pods.filter(_ -> random.nextInt(4) == 0)
                .map(some -> name + " " + some.change())
                .orElseGet(this::changeService);
        List<Runnable> woken = List.copyOf(waiting);
        waiting.clear();
        woken.forEach(Runnable::run);
        return changed;
    }

    private String changeService() {
        int i = random.nextInt(SERVICES);
        Service service = services[i];
        switch (random.nextInt(3)) {
            case 0 -> service.there = !service.there;
            case 1 -> service.global = !service.global;
            default -> service.endpoints = random.nextInt(4);
        }
        write(i);
        return name + "/s" + i + " generation " + service.generation;
    }

    private void write(int i) {
        Service service = services[i];
        service.generation++;
        String own = "s" + i;
        Set<String> addresses = new java.util.TreeSet<>();
        for (int endpoint = 0; endpoint < service.endpoints; endpoint++) {
            addresses.add("10.1." + i + "." + (1 + (service.generation + endpoint) % 250));
        }
        String slice = own + "-a";
        if (service.there) {
            put(Family.ENDPOINT_SLICE, slice(own, slice, addresses));
            put(Family.SERVICE, service(own, service));
        } else {
            gone(Family.SERVICE, MemberFact.keyOf(Family.SERVICE, NAMESPACE, own));
            gone(Family.ENDPOINT_SLICE, MemberFact.keyOf(Family.ENDPOINT_SLICE, NAMESPACE, slice));
        }
        service.history.add(new Exported(service.generation, service.there && service.global, addresses));
    }

    private static ServiceFact service(String name, Service service) {
        return new ServiceFact(
                NAMESPACE,
                name,
                "ClusterIP",
                Map.of("generation", Integer.toString(service.generation)),
                service.global ? Map.of(GLOBAL, "true") : Map.of(),
                Map.of(),
                List.of("10.96.0.1"),
                List.of(new ServicePort("http", "TCP", 80)));
    }

    private static EndpointSliceFact slice(String service, String name, Set<String> addresses) {
        return new EndpointSliceFact(
                NAMESPACE,
                name,
                Optional.of(service),
                Optional.empty(),
                "IPv4",
                List.of(new EndpointPort("http", "TCP", Optional.of(8080))),
                addresses.stream().map(SimMember::endpoint).toList());
    }

    private static Endpoint endpoint(String address) {
        return new Endpoint(
                List.of(address),
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private void put(Family family, MemberFact fact) {
        changes.add(new Change(++version, family, new Observation.Present(fact)));
    }

    private void gone(Family family, String key) {
        if (objects(family, version).containsKey(key)) {
            changes.add(new Change(++version, family, new Observation.Gone(key)));
        }
    }

    private void gone(MemberFact fact) {
        gone(fact instanceof CiliumIdentityFact ? Family.CILIUM_IDENTITY : Family.CILIUM_ENDPOINT, fact.key());
    }

    long version() {
        return version;
    }

    /** The objects of a family as they were at a version. */
    Map<String, MemberFact> objects(Family family, long at) {
        Map<String, MemberFact> objects = new TreeMap<>();
        for (Change change : changes) {
            if (change.family() == family && change.version() <= at) {
                switch (change.what()) {
                    case Observation.Present(MemberFact fact) -> objects.put(fact.key(), fact);
                    case Observation.Gone(String key) -> objects.remove(key);
                }
            }
        }
        return objects;
    }

    /** The next change of a family after a version. */
    Optional<Change> next(Family family, long after) {
        return changes.stream()
                .filter(change -> change.family() == family && change.version() > after)
                .findFirst();
    }

    /** Calls once, at the next change. */
    void onChange(Runnable task) {
        waiting.add(task);
    }

    /** What a service was from each of its changes on, in order. */
    List<Exported> history(String service) {
        return services[Integer.parseInt(service.substring(1))].history;
    }

    /** By name, those that are exported now. */
    Map<String, Exported> exported() {
        Map<String, Exported> exported = new TreeMap<>();
        for (int i = 0; i < SERVICES; i++) {
            Exported now = services[i].history.getLast();
            if (now.exported()) {
                exported.put("s" + i, now);
            }
        }
        return exported;
    }
}
