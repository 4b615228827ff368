package io.fleetmesh.controller.domain.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.CiliumEndpointSliceFact;
import io.fleetmesh.contract.CiliumFact.CiliumIdentityFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import io.fleetmesh.contract.MemberFact.NamespaceFact;
import io.fleetmesh.contract.MemberFact.ServiceFact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class InventoryTableProperties {
    /** A fact, or that it is gone. */
    record Step(MemberFact fact, boolean gone) {}

    private static Arbitrary<MemberFact> facts() {
        Arbitrary<String> namespaces = Arbitraries.of("a", "b");
        Arbitrary<String> names = Arbitraries.of("x", "y", "z");
        Arbitrary<List<String>> ips =
                Arbitraries.of("1.1.1.1", "2.2.2.2", "fd00::1").list().ofMaxSize(3);
        Arbitrary<Integer> few = Arbitraries.integers().between(0, 3);
        return Arbitraries.oneOf(
                namespaces.map(name -> new NamespaceFact(name, Optional.empty())),
                Combinators.combine(namespaces, names, Arbitraries.of(true, false))
                        .as(SampleFacts::service),
                Combinators.combine(namespaces, names, names, few).as(SampleFacts::slice),
                Combinators.combine(namespaces, names, ips).as(SampleFacts::endpoint),
                Combinators.combine(namespaces, names, ips)
                        .as((namespace, name, addresses) -> new CiliumEndpointSliceFact(
                                name,
                                namespace,
                                List.of(SampleFacts.endpoint(namespace, "p", addresses)
                                        .endpoint()))),
                Combinators.combine(names, namespaces.optional())
                        .as((name, namespace) -> new CiliumIdentityFact(name, namespace, Map.of())));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(facts(), Arbitraries.of(false, false, true))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void countsAreThoseOfTheFactsThatAreLeft(@ForAll("steps") List<Step> steps) {
        Map<String, MemberFact> left = new LinkedHashMap<>();
        InventoryTable table = new InventoryTable();
        for (Step step : steps) {
            String key = step.fact.key();
            table.evolve("m", key, step.gone ? Optional.empty() : Optional.of(step.fact));
            if (step.gone) {
                left.remove(key);
            } else {
                left.put(key, step.fact);
            }
        }

        for (String namespace : List.of("a", "b", "")) {
            NamespaceInventory found = table.of("m").namespaces().get(namespace);
            List<Integer> counts = found == null
                    ? List.of(0, 0, 0, 0)
                    : List.of(found.endpoints(), found.addresses(), found.identities(), found.backends());
            assertEquals(counted(namespace, left), counts, namespace);
        }
    }

    private static List<Integer> counted(String namespace, Map<String, MemberFact> left) {
        int endpoints = 0;
        int addresses = 0;
        int identities = 0;
        int backends = 0;
        for (MemberFact fact : left.values()) {
            if (fact instanceof CiliumEndpointFact endpoint
                    && endpoint.namespace().equals(namespace)) {
                endpoints++;
                addresses += endpoint.endpoint().ips().size();
            } else if (fact instanceof CiliumEndpointSliceFact slice
                    && slice.namespace().equals(namespace)) {
                endpoints += slice.endpoints().size();
                addresses += slice.endpoints().stream()
                        .mapToInt(one -> one.ips().size())
                        .sum();
            } else if (fact instanceof CiliumIdentityFact identity
                    && identity.namespace().orElse("").equals(namespace)) {
                identities++;
            } else if (fact instanceof ServiceFact service
                    && service.namespace().equals(namespace)
                    && Objects.equals(service.annotations().get("service.cilium.io/global"), "true")) {
                for (MemberFact other : left.values()) {
                    if (other instanceof EndpointSliceFact slice
                            && slice.namespace().equals(namespace)
                            && slice.service().equals(Optional.of(service.name()))) {
                        backends += slice.endpoints().size();
                    }
                }
            }
        }
        return List.of(endpoints, addresses, identities, backends);
    }

    @Property(tries = 300)
    void theOrderOfKeysDoesNotMatter(@ForAll("steps") List<Step> steps, @ForAll long seed) {
        Map<String, Step> newest = new LinkedHashMap<>();
        InventoryTable table = new InventoryTable();
        for (Step step : steps) {
            newest.put(step.fact.key(), step);
            table.evolve("m", step.fact.key(), step.gone ? Optional.empty() : Optional.of(step.fact));
        }
        List<Step> shuffled = new ArrayList<>(newest.values());
        Collections.shuffle(shuffled, new Random(seed));
        InventoryTable other = new InventoryTable();
        shuffled.forEach(
                step -> other.evolve("m", step.fact.key(), step.gone ? Optional.empty() : Optional.of(step.fact)));

        assertEquals(table.of("m"), other.of("m"));
    }
}
