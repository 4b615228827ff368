package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.NodeCidrs;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.check.Newcomers.Answer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clusters that are not declared, as the API is asked about them. */
class CheckApiTest extends SecuredApi {
    /** Both tenants have declared one cluster, and the blue one another. */
    private static final Map<String, MemberInventory> FLEET = Map.of(
            "red-1",
            watched("red-1", "both"),
            "blue-1",
            watched("blue-1", "both"),
            "blue-2",
            watched("blue-2", "blues"));

    private IssuedFiles red;

    /** The profiles' own people ask; who judges tells what of the cluster alone is bad, and which of the fleet's members it is. */
    @BeforeEach
    void start() {
        listen(Optional.empty());
        tenants(operator("root"));
        red = operator("red-op");
        newcomers = (profile, newcomer) -> CompletableFuture.completedFuture(
                profile.equals("red")
                        ? new Answer.Judged(newcomer.alone(Instant.EPOCH), newcomer.knownAs(FLEET))
                        : new Answer.NoProfile());
    }

    private static MemberInventory watched(String member, String uid) {
        InventoryTable table = new InventoryTable();
        MemberFact identity = new IdentityFact(uid);
        table.evolve(member, identity.key(), Optional.of(identity));
        return table.of(member);
    }

    private static String document(String name, MemberFact... facts) {
        return "{\"name\": \"" + name + "\", \"facts\": ["
                + Arrays.stream(facts)
                        .map(fact -> "{\"type\": \"" + EventTypes.of(fact.getClass()) + "\", \"data\": "
                                + Codec.tree(fact) + "}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private Got check(IssuedFiles as, String profile, String document) {
        return ask(
                Optional.of(as), Optional.empty(), HttpMethod.POST, "networkprofiles/" + profile + "/checks", document);
    }

    @Test
    void factsComeInAndChecksGoOut() {
        Got got = check(
                red,
                "red",
                document("west", new IdentityFact("both"), new CiliumAgentFact("cilium:v1.2.3", Optional.of("1.2.3"))));

        assertEquals(200, got.status(), got.toString());
        assertEquals("CheckList", got.body().getString("kind"));
        JsonObject version = got.body().getJsonArray("checks").stream()
                .map(JsonObject.class::cast)
                .filter(check -> check.getString("name").equals("cilium-version"))
                .findFirst()
                .orElseThrow();
        assertEquals("FAIL", version.getString("level"));
        assertTrue(version.encode().contains("west runs Cilium 1.2.3"), version.encode());
    }

    /** Whoever has the UID of a cluster could learn what others call it. */
    @Test
    void nobodyLearnsTheNameOfAnotherTenantsMember() {
        String blues = document("west", new IdentityFact("blues"));

        Got hidden = check(red, "red", blues);
        assertEquals(200, hidden.status(), hidden.toString());
        assertTrue(hidden.body().getBoolean("knownElsewhere"), hidden.toString());
        assertFalse(hidden.body().encode().contains("blue"), hidden.toString());
        assertEquals("blue-2", check(operator("root"), "red", blues).body().getString("knownAs"));
    }

    @Test
    void ofMembersThatAreOneClusterTheOneThatTheCallerMaySeeIsNamed() {
        Got got = check(red, "red", document("west", new IdentityFact("both")));

        assertEquals("red-1", got.body().getString("knownAs"));
        assertFalse(got.body().containsKey("knownElsewhere"), got.toString());
        assertFalse(got.body().encode().contains("blue"), got.toString());
    }

    @Test
    void ofAClusterThatNobodyHasNothingIsSaid() {
        Got got = check(red, "red", document("west", new IdentityFact("new")));

        assertEquals(Set.of("apiVersion", "kind", "checks"), got.body().fieldNames());
    }

    /** As large as Kubernetes lets a cluster be, in both families and by names as providers give them. */
    @Test
    void fiveThousandNodesComeIn() {
        Got got = check(red, "red", document("west", cluster(5_000)));

        assertEquals(200, got.status(), got.toString());
    }

    @Test
    void whatIsTooLargeSaysHowLargeItMayBe() {
        Got got = check(red, "red", document("west", cluster(12_000)));

        assertEquals(413, got.status());
        assertTrue(got.body().getString("detail").contains("at most 1048576 bytes"), got.toString());
    }

    private static ClusterFact cluster(int nodes) {
        List<NodeCidrs> ranges = IntStream.range(0, nodes)
                .mapToObj(node -> new NodeCidrs(
                        "ip-10-%d-%d.eu-central-1.compute.internal".formatted(node / 256, node % 256),
                        List.of(
                                "10.%d.%d.0/24".formatted(node / 256, node % 256),
                                "fd00:10:%x:%x::/64".formatted(node / 256, node % 256))))
                .toList();
        return new ClusterFact(
                Optional.empty(),
                Optional.empty(),
                Optional.of(ranges),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    @Test
    void whoMayNotPlanThereMayNotAskEither() {
        assertEquals(404, check(red, "blue", document("west")).status());
        assertEquals(404, check(red, "none", document("west")).status());
        assertEquals(201, role(operator("root"), "red", "viewer", "users: [vera]"));
        assertEquals(403, check(operator("vera"), "red", document("west")).status());
        assertEquals(404, check(operator("root"), "none", document("west")).status());
    }

    @Test
    void whatIsNoFactOrNoNameIsRefusedByWhatWasExpected() {
        Got name = check(red, "red", document("West!"));
        assertEquals(422, name.status());
        assertTrue(name.body().getString("detail").startsWith("body: name: expected"), name.toString());
        Got fact = check(red, "red", "{name: west, facts: [{type: io.fleetmesh.member.v1, data: {}}]}");
        assertEquals(422, fact.status());
        assertTrue(fact.body().getString("detail").startsWith("body: facts[0]: expected a fact"), fact.toString());
        assertEquals(400, check(red, "red", "{").status());
    }
}
