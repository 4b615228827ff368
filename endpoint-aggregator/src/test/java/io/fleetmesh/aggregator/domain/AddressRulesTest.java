package io.fleetmesh.aggregator.domain;

import static io.fleetmesh.aggregator.domain.Facts.endpoint;
import static io.fleetmesh.aggregator.domain.Facts.fields;
import static io.fleetmesh.aggregator.domain.Facts.identity;
import static io.fleetmesh.aggregator.domain.Facts.namespace;
import static io.fleetmesh.aggregator.domain.Facts.owner;
import static io.fleetmesh.aggregator.domain.Facts.step;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.CiliumFact.CiliumEndpointFact;
import io.fleetmesh.contract.CiliumFact.PodEndpoint;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MeshRecord.IpRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who has which address. */
class AddressRulesTest {
    private static final long ID = 200_001;

    @Test
    void anAddressIsInOneSpellingAndWhatIsNoneIsReported() {
        PodEndpoint pod = new PodEndpoint(
                "a",
                List.of("FD00::000A", "fd00::a", "::ffff:10.3.1.10", "10.3.1.999"),
                Optional.of("nowhere"),
                Optional.empty(),
                300,
                Optional.of("sa"));
        ExportStep step = step(namespace("shop"));

        Affected affected = Facts.apply(step, new CiliumEndpointFact("shop", pod));

        assertEquals(Set.of(Item.ip("fd00::a"), Item.ip("10.3.1.10")), affected.items());
        assertEquals(
                Optional.of(new IpRecord("fd00::a", Optional.empty(), 0, 0, "shop", "a", Optional.of("sa"))),
                step.desired(Item.ip("fd00::a")).record());
        assertEquals(
                List.of("nowhere", "300", "10.3.1.999"),
                affected.problems().stream().map(Problem::value).toList());
    }

    @Test
    void theFirstByNamespaceAndPodHasTheAddressWhateverTheOrder() {
        MemberFact b = endpoint("shop", "b", 0, "10.3.1.10");
        MemberFact a = endpoint("shop", "a", 0, "10.3.1.10");
        MemberFact other = endpoint("a", "z", 0, "10.3.1.10");
        MemberFact[] namespaces = {namespace("shop"), namespace("a", "false")};
        ExportStep one = step(namespaces);
        Facts.apply(one, b);
        assertEquals("shop/b", owner(one, "10.3.1.10"));
        Facts.apply(one, a);
        Facts.apply(one, other);

        assertEquals("shop/a", owner(one, "10.3.1.10"));
        assertEquals(List.of("endpoint[b].networking.addressing=10.3.1.10"), fields(one.desired(Item.ip("10.3.1.10"))));
        Facts.apply(one, namespace("a", "true"));
        assertEquals("a/z", owner(one, "10.3.1.10"));
        var _ = one.apply(other.key(), Optional.empty());
        var _ = one.apply(a.key(), Optional.empty());
        assertEquals("shop/b", owner(one, "10.3.1.10"));
    }

    @Test
    void anEndpointWhoseIdentityIsNotExportedHasNoAddressAndNeitherKeepsItFromAnother() {
        ExportStep step = step(
                namespace("shop"),
                namespace("closed", "false"),
                identity(200_002, "closed"),
                endpoint("shop", "a", 200_002, "10.3.1.10"),
                endpoint("shop", "b", 300_000, "10.3.1.10"),
                endpoint("shop", "c", 7, "10.3.1.10"));

        assertEquals("shop/c", owner(step, "10.3.1.10"));
        assertEquals(
                List.of("endpoint[a].identity.id=200002", "endpoint[b].identity.id=300000"),
                fields(step.desired(Item.ip("10.3.1.10"))));
    }

    @Test
    void anAddressWaitsForAnIdentityThatHasNotBeenSeen() {
        ExportStep step = step(namespace("shop"), endpoint("shop", "a", ID, "10.3.1.10"));
        assertEquals(
                Optional.of(new ServiceName("shop", "a")),
                step.desired(Item.ip("10.3.1.10")).waiting());
        step.plan(new Held(), true);
        assertEquals(
                List.of(new Problem("ip/10.3.1.10", "identity", "of shop/a", "a CiliumIdentity that is there")),
                step.problems().takeNew());

        Affected affected = Facts.apply(step, identity(ID, "shop"));

        assertEquals(Set.of(Item.identity(ID), Item.ip("10.3.1.10")), affected.items());
        assertEquals("shop/a", owner(step, "10.3.1.10"));
        step.planFor(affected, new Held(), true);
        assertEquals(0, step.problems().page("", 1).total());
    }

    @Test
    void anEndpointWhoseIdentityHasNotBeenSeenDoesNotKeepTheAddressFromAnother() {
        ExportStep step = step(
                namespace("shop"),
                endpoint("shop", "a", ID, "10.3.1.10"),
                identity(200_002, "shop"),
                endpoint("shop", "b", 200_002, "10.3.1.10"));
        assertEquals("shop/b", owner(step, "10.3.1.10"));
        assertEquals(
                Optional.of(new ServiceName("shop", "a")),
                step.desired(Item.ip("10.3.1.10")).waiting());

        Facts.apply(step, identity(ID, "shop"));

        assertEquals("shop/a", owner(step, "10.3.1.10"));
    }
}
