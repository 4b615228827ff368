package io.fleetmesh.watcher.realapi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.realkubernetes.CustomKind;
import io.fleetmesh.realkubernetes.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A member whose API goes away, forgets, and turns away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealApiWatchTest {
    /** An API server keeps a token for good for some seconds after it was revoked. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int MORE_THAN_A_PAGE = 600;

    private RealMember member;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        member = RealMember.start(directory, CustomKind.values());
    }

    @AfterAll
    void stop() {
        if (member != null) {
            member.close();
        }
    }

    private List<Request> listsOf(String resource) throws IOException {
        return member.kubernetes().requests().stream()
                .filter(request ->
                        request.verb().equals("list") && request.resource().equals(resource))
                .toList();
    }

    private static void awaitLive(WatchedMember watched) {
        await().atMost(PATIENCE).until(() -> watched.facts().says(Reachability.REACHABLE));
    }

    private static void awaitNode(WatchedMember watched, String node) {
        await().atMost(PATIENCE)
                .until(() -> watched.facts().of(Family.CILIUM_NODE).contains(Sample.CILIUM_NODE.key(node)));
    }

    @Test
    void aCrashOfTheServerDeletesNothingAndTheWatchGoesOn() throws IOException {
        var _ = member.create(Sample.CILIUM_NODE.named("crash-before"));
        try (WatchedMember watched = member.watch("crash")) {
            awaitLive(watched);

            member.kubernetes().crashAndRestart();
            var _ = member.create(Sample.CILIUM_NODE.named("crash-after"));

            awaitNode(watched, "crash-after");
            awaitLive(watched);
            assertTrue(watched.facts().of(Family.CILIUM_NODE).contains(Sample.CILIUM_NODE.key("crash-before")));
            assertEquals(List.of(), watched.facts().deleted());
        }
    }

    @Test
    void whatAnExpiredWatchDidNotSeeIsSeenByTheListAfterIt() throws IOException {
        Set.of("expired-gone", "expired-stays").forEach(name -> member.create(Sample.CILIUM_NODE.named(name)));
        try (WatchedMember watched = member.watch("expired")) {
            awaitLive(watched);
            int before = listsOf("ciliumnodes").size();

            member.kubernetes().changeUnseen(admin -> {
                var _ = admin.resource(Sample.CILIUM_NODE.named("expired-gone")).delete();
                var _ = admin.resource(Sample.CILIUM_NODE.named("expired-new")).create();
            });

            awaitNode(watched, "expired-new");
            awaitLive(watched);
            assertTrue(watched.facts().of(Family.CILIUM_NODE).contains(Sample.CILIUM_NODE.key("expired-stays")));
            assertEquals(
                    List.of(Sample.CILIUM_NODE.key("expired-gone")),
                    watched.facts().deleted());
            // No watch could go on, and resyncs are an hour apart.
            assertTrue(listsOf("ciliumnodes").size() > before);
        }
    }

    @Test
    void aListWhoseContinuationExpiresIsMadeAnewAndLosesAndDeletesNothing() throws IOException {
        List<String> names = IntStream.rangeClosed(70_001, 70_000 + MORE_THAN_A_PAGE)
                .mapToObj(Integer::toString)
                .toList();
        names.forEach(name -> member.create(identity(name)));
        try (WatchedMember watched = member.watch("paged")) {
            awaitIdentities(watched, names);
        }
        int before = listsOf("ciliumidentities").size();
        // Both on the page that is there already: who went on behind it would keep the one and miss the other.
        List<String> then = new ArrayList<>(names.subList(1, names.size()));
        then.add("70000");
        try (InterposedApi api = InterposedApi.start(
                        member.kubernetes(),
                        RealApiWatchTest::isSecondPage,
                        () -> member.kubernetes().changeUnseen(admin -> {
                            var _ = admin.resource(identity(names.getFirst())).delete();
                            var _ = admin.resource(identity("70000")).create();
                        }));
                WatchedMember watched = member.watch("paged", api)) {
            awaitIdentities(watched, then);
            awaitLive(watched);

            assertTrue(api.happened());
            assertEquals(
                    List.of(Sample.CILIUM_IDENTITY.key(names.getFirst())),
                    watched.facts().deleted());
            assertMadeAnew(listsOf("ciliumidentities").stream().skip(before).toList());
        }
    }

    /** A server that has just come back may turn away the first one that begins again. */
    private static void assertMadeAnew(List<Request> lists) {
        assertEquals(
                List.of(200, 410), lists.stream().limit(2).map(Request::status).toList(), lists.toString());
        String expired = lists.get(1).uri();
        assertFalse(lists.get(2).uri().contains("continue="), lists.toString());
        assertTrue(lists.stream().skip(2).noneMatch(list -> list.uri().equals(expired)), lists.toString());
        assertEquals(200, lists.getLast().status(), lists.toString());
    }

    private static boolean isSecondPage(URI asked) {
        return asked.getPath().endsWith("/ciliumidentities")
                && String.valueOf(asked.getQuery()).contains("continue=");
    }

    private static String identity(String name) {
        return Sample.CILIUM_IDENTITY.named("\"" + name + "\"");
    }

    private static void awaitIdentities(WatchedMember watched, List<String> names) {
        Set<String> keys = names.stream().map(Sample.CILIUM_IDENTITY::key).collect(Collectors.toSet());
        await().atMost(PATIENCE)
                .until(() -> watched.facts().of(Family.CILIUM_IDENTITY).equals(keys));
    }

    @Test
    void aNewTokenInTheFileTakesThePlaceOfARevokedOne() throws IOException {
        var _ = member.create(Sample.CILIUM_NODE.named("token-before"));
        try (WatchedMember watched = member.watch("token")) {
            awaitLive(watched);

            member.revoke("token");
            await().atMost(PATIENCE).until(() -> watched.facts().says(Reachability.SUSPECT));
            await().atMost(PATIENCE).until(watched::health, health -> health.contains("401"));
            Files.writeString(member.tokenFile("token"), member.token("token-next"));
            var _ = member.create(Sample.CILIUM_NODE.named("token-after"));

            awaitLive(watched);
            awaitNode(watched, "token-after");
            assertEquals(List.of(), watched.facts().deleted());
        }
    }

    @Test
    void aNewTokenInTheKubeconfigItselfTakesThePlaceOfARevokedOne() throws IOException {
        try (WatchedMember watched = member.watch("inline", "{token: " + member.token("inline") + "}")) {
            awaitLive(watched);

            member.revoke("inline");
            await().atMost(PATIENCE).until(() -> watched.facts().says(Reachability.SUSPECT));
            member.writeKubeconfig("inline", "{token: " + member.token("inline-next") + "}");

            awaitLive(watched);
            assertEquals(List.of(), watched.facts().deleted());
        }
    }

    @Test
    void aTokenThatIsReplacedInTimeIsNeverMissed() throws IOException {
        try (WatchedMember watched = member.watch("in-time")) {
            awaitLive(watched);

            String old = Files.readString(member.tokenFile("in-time"));
            Files.writeString(member.tokenFile("in-time"), member.token("in-time-next"));
            member.revoke("in-time");
            await().atMost(PATIENCE).until(() -> !member.takes(old));
            int then = member.kubernetes().requests().size();
            await().atMost(PATIENCE)
                    .until(() -> member.kubernetes().requests().size() > then + 5 * Family.values().length);

            assertTrue(
                    watched.facts().says(Reachability.REACHABLE),
                    watched.health() + watched.facts().get("reachability"));
        }
    }

    @Test
    void aClientCertificateThatIsReplacedInTimeIsNeverMissed() throws IOException {
        member.issue("rotated", Duration.ofSeconds(30));
        member.copyCertificate("rotated", "rotated-first");
        try (WatchedMember watched = member.watch("rotated", RealMember.withCertificate("rotated"))) {
            awaitLive(watched);

            member.issue("rotated", Duration.ofHours(1));
            await().atMost(PATIENCE).until(() -> !member.takesCertificate("rotated-first"));
            int then = member.kubernetes().requests().size();
            await().atMost(PATIENCE)
                    .until(() -> member.kubernetes().requests().size() > then + 5 * Family.values().length);

            assertTrue(
                    watched.facts().says(Reachability.REACHABLE),
                    watched.health() + watched.facts().get("reachability"));
        }
    }

    @Test
    void aNewClientCertificateTakesThePlaceOfOneThatHasEnded() throws IOException {
        var _ = member.create(Sample.CILIUM_NODE.named("certificate-before"));
        member.issue("ended", Duration.ofHours(1));
        try (WatchedMember watched = member.watch("ended", RealMember.withCertificate("ended"))) {
            awaitLive(watched);

            member.issue("ended", Duration.ofMinutes(-1));
            await().atMost(PATIENCE).until(() -> watched.facts().says(Reachability.SUSPECT));
            await().atMost(PATIENCE).until(watched::health, health -> health.contains("401"));
            member.issue("ended", Duration.ofHours(1));
            var _ = member.create(Sample.CILIUM_NODE.named("certificate-after"));

            awaitLive(watched);
            awaitNode(watched, "certificate-after");
            assertEquals(List.of(), watched.facts().deleted());
        }
    }
}
