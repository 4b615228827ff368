package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.contract.CiliumFact.CiliumAgentFact;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.InventoryFact.ClusterFact;
import io.fleetmesh.contract.InventoryFact.NodeCidrs;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.fleet.FleetState;
import io.fleetmesh.controller.domain.plan.InventoryTable;
import io.fleetmesh.controller.domain.plan.MemberInventory;
import io.fleetmesh.controller.domain.plan.SampleFleet;
import io.fleetmesh.controller.domain.plan.check.Newcomer;
import io.fleetmesh.controller.domain.plan.check.Newcomers.Answer;
import io.fleetmesh.controller.domain.plan.check.Unlooked;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                        ? new Answer.Judged(
                                newcomer.alone(Instant.EPOCH), Unlooked.NEVER_LOOKED, newcomer.knownAs(FLEET))
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

    /** Beside a profile without members, of which one with ID 7 has left. */
    private static Answer beside(String profile, Newcomer newcomer) {
        NetworkProfileIntent declared = new NetworkProfileIntent(
                ObjectMeta.named(profile, Map.of()),
                new NetworkProfileSpec(
                        new LabelSelector(Map.of(), List.of()),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        List.of(),
                        Optional.empty(),
                        60,
                        Optional.empty()));
        FleetState fleet = new FleetState(
                Map.of(declared.key(), declared),
                Map.of(),
                Map.of(),
                List.of(new ClusterIdReservation(profile, 7, "gone", "old")),
                Map.of());
        Newcomer.Judged judged = newcomer.beside(fleet, declared, Map.of(), Instant.EPOCH);
        return new Answer.Judged(judged.checks(), judged.unlooked(), List.of());
    }

    private static JsonObject named(Got got, String check) {
        return got.body().getJsonArray("checks").stream()
                .map(JsonObject.class::cast)
                .filter(found -> found.getString("name").equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAPlanWouldRefuseIsRefusedAndWhatIsNotLookedAtIsNamed() {
        newcomers = (profile, newcomer) -> CompletableFuture.completedFuture(beside(profile, newcomer));
        String facts =
                document("west", SampleFleet.facts("west", "{clusterId: 7}").toArray(MemberFact[]::new));

        Got got = check(red, "red", facts);

        assertEquals(200, got.status(), got.toString());
        assertEquals("FAIL", named(got, "cluster-id").getString("level"));
        assertTrue(named(got, "cluster-id").encode().contains("it was that of member 'gone'"), got.toString());
        assertEquals("PASS", named(got, "cluster-name").getString("level"));
        assertEquals(
                new JsonObject()
                        .put("check", "store-reachable")
                        .put("why", "there is no store for it before it is a member"),
                got.body().getJsonArray("notLookedAt").getJsonObject(1));
    }

    @Test
    void whatGrowsWithTheClusterComesInNumbers() {
        newcomers = (profile, newcomer) -> CompletableFuture.completedFuture(beside(profile, newcomer));
        String facts =
                document("west", SampleFleet.facts("west", "{clusterId: 2}").toArray(MemberFact[]::new));
        String counted = facts.substring(0, facts.length() - 1) + """
                , "nodes": [{"name": "n1", "podCidrs": ["10.2.0.0/24"], "addresses": 2}],
                "namespaces": [{"name": "shop", "global": "true", "endpoints": 5, "addresses": 600000, "identities": 4,
                "exports": ["cart"]}]}""";

        Got got = check(red, "red", counted);

        assertTrue(
                named(got, "agent-capacity").encode().contains("agents of west would hold 600003 of 512000 addresses"),
                got.toString());
        assertTrue(named(got, "pod-cidr-overlap").getString("fact").startsWith("1 range "), got.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "labels: []                                                           | labels: expected an object of labels",
                "labels: {a b: c}                                                     | labels: expected a label's key",
                "labels: {a: 1}                                                       | labels.a: expected a label's value",
                "nodes: 1                                                             | nodes: expected a list of nodes",
                "nodes: [{podCidrs: [], addresses: 0}]                                | nodes[0].name: expected a text",
                "nodes: [{name: n, podCidrs: [1], addresses: 0}]                      | nodes[0].podCidrs[0]: expected a text",
                "nodes: [{name: n, podCidrs: [], addresses: -1}]                      | nodes[0].addresses: expected a whole",
                "namespaces: [{name: a, endpoints: 0, addresses: 0, identities: 1.5}] | namespaces[0].identities: expected",
                "namespaces: [{name: a, endpoints: 0, addresses: 0, identities: 1}]   | namespaces[0].exports: expected a list"
            })
    void aNumberThatIsNoneIsRefusedByItsField(String counted, String expected) {
        Got got = check(red, "red", "{name: west, facts: [], " + counted + "}");

        assertEquals(422, got.status(), got.toString());
        assertTrue(got.body().getString("detail").startsWith("body: " + expected), got.toString());
    }

    @Test
    void labelsOfAnotherProfileAreRefusedWithWhatIsExpected() {
        newcomers = (_, newcomer) -> CompletableFuture.completedFuture(
                newcomer.labels().equals(Optional.of(Map.of("tier", "red")))
                        ? new Answer.Judged(List.of(), List.of(), List.of())
                        : new Answer.WrongLabels("labels that are selected"));

        assertEquals(
                200,
                check(red, "red", "{name: west, facts: [], labels: {tier: red}}")
                        .status());
        Got got = check(red, "red", "{name: west, facts: [], labels: {tier: blue}}");
        assertEquals(422, got.status(), got.toString());
        assertEquals(
                "body: labels: expected labels that are selected, found {tier=blue}",
                got.body().getString("detail"));
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
        JsonObject version = named(got, "cilium-version");
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

        assertEquals(
                Set.of("apiVersion", "kind", "checks", "notLookedAt"),
                got.body().fieldNames());
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
