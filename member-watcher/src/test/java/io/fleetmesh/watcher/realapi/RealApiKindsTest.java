package io.fleetmesh.watcher.realapi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Family;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.realkubernetes.CustomKind;
import io.fleetmesh.realkubernetes.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that begins without any kind of Cilium's. */
class RealApiKindsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAGE = 500;
    private static final int MANY = 10_000;
    private static final int WRITERS = 16;
    private static final int FIRST_IDENTITY = 65_536;

    private RealMember member;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        member = RealMember.start(directory);
    }

    @AfterEach
    void stop() {
        if (member != null) {
            member.close();
        }
    }

    private static void awaitSaid(WatchedMember watched, Reachability state) {
        await().atMost(PATIENCE).until(() -> watched.facts().says(state));
    }

    private static Optional<Boolean> absent(WatchedMember watched, Family family) {
        return watched.facts().complete(family).map(CompletenessFact::notServed);
    }

    @Test
    void kindsThatAreInstalledLaterAreWatchedFromThenOn() throws IOException {
        try (WatchedMember watched = member.watch("bare")) {
            awaitSaid(watched, Reachability.REACHABLE);
            assertEquals(Optional.of(true), absent(watched, Family.CILIUM_NODE));
            assertEquals(Optional.of(true), absent(watched, Family.CILIUM_IDENTITY));
            assertEquals(Optional.of(true), absent(watched, Family.CILIUM_ENDPOINT));
            assertEquals(Optional.of(false), absent(watched, Family.NAMESPACE));

            member.kubernetes().define(CustomKind.CILIUM_NODE, CustomKind.CILIUM_IDENTITY, CustomKind.CILIUM_ENDPOINT);
            for (Sample kind : List.of(Sample.CILIUM_NODE, Sample.CILIUM_IDENTITY, Sample.CILIUM_ENDPOINT)) {
                var _ = member.create(kind.named("later"));
                await().atMost(PATIENCE)
                        .until(() -> watched.facts().of(kind.family()).contains(kind.key("later")));
                assertEquals(Optional.of(false), absent(watched, kind.family()));
            }
            assertTrue(watched.facts().says(Reachability.REACHABLE));
            assertEquals(List.of(), watched.facts().deleted());
        }
    }

    @Test
    void aKindThatTheConfigurationAsksForAndThatIsNotInstalledIsMissed() throws IOException {
        try (WatchedMember watched = member.watch("mcs")) {
            awaitSaid(watched, Reachability.REACHABLE);

            member.configure(Map.of("clustermesh-enable-mcs-api", "true"));
            awaitSaid(watched, Reachability.SUSPECT);
            assertTrue(watched.health().contains("does not serve"), watched.health());

            member.kubernetes().define(CustomKind.SERVICE_EXPORT);
            var _ = member.create(Sample.SERVICE_EXPORT.named("cart"));
            awaitSaid(watched, Reachability.REACHABLE);
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().of(Family.SERVICE_EXPORT).contains(Sample.SERVICE_EXPORT.key("cart")));
        }
    }

    @Test
    void aKindThatIsNotServedAnyMoreDeletesNothing() throws IOException {
        member.kubernetes().define(CustomKind.CILIUM_NODE);
        var _ = member.create(Sample.CILIUM_NODE.named("kept"));
        try (WatchedMember watched = member.watch("hidden")) {
            awaitSaid(watched, Reachability.REACHABLE);

            member.kubernetes().hide(CustomKind.CILIUM_NODE);
            await().atMost(PATIENCE).until(() -> watched.health().contains("deletes held: [CILIUM_NODE]"));

            assertTrue(watched.facts().of(Family.CILIUM_NODE).contains(Sample.CILIUM_NODE.key("kept")));
            assertEquals(List.of(), watched.facts().deleted());
        }
    }

    /** The API server deletes the objects before the kind, and says so of each. */
    @Test
    void theObjectsOfADefinitionThatIsDeletedAreDeleted() throws IOException {
        member.kubernetes().define(CustomKind.CILIUM_NODE);
        var _ = member.create(Sample.CILIUM_NODE.named("gone"));
        try (WatchedMember watched = member.watch("undefined")) {
            awaitSaid(watched, Reachability.REACHABLE);

            member.kubernetes().undefine(CustomKind.CILIUM_NODE);

            await().atMost(PATIENCE)
                    .until(() -> absent(watched, Family.CILIUM_NODE).equals(Optional.of(true)));
            assertEquals(
                    List.of(Sample.CILIUM_NODE.key("gone")), watched.facts().deleted());
        }
    }

    @Test
    void tenThousandObjectsComeWholeAndInPages() throws Exception {
        member.kubernetes().define(CustomKind.CILIUM_IDENTITY);
        createIdentities();
        try (WatchedMember watched = member.watch("many")) {
            awaitSaid(watched, Reachability.REACHABLE);
            await().atMost(PATIENCE)
                    .until(() -> watched.facts().of(Family.CILIUM_IDENTITY).size() == MANY);
            assertEquals(Optional.of(false), absent(watched, Family.CILIUM_IDENTITY));

            List<String> pages = member.kubernetes().requests().stream()
                    .filter(request ->
                            request.verb().equals("list") && request.resource().equals("ciliumidentities"))
                    .map(Request::uri)
                    .toList();
            assertEquals(MANY / PAGE, pages.size());
            assertTrue(pages.stream().allMatch(uri -> uri.contains("limit=" + PAGE)), pages.toString());
            assertEquals(
                    MANY / PAGE - 1,
                    pages.stream().filter(uri -> uri.contains("continue=")).count());
        }
    }

    private void createIdentities() throws ExecutionException, InterruptedException {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> written = IntStream.range(0, MANY)
                    .<Future<?>>mapToObj(number -> writers.submit(
                            () -> member.create(Sample.CILIUM_IDENTITY.named("\"" + (FIRST_IDENTITY + number) + "\""))))
                    .toList();
            for (Future<?> one : written) {
                var _ = one.get();
            }
        }
    }
}
