package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.InventoryRecord;
import io.fleetmesh.watcher.domain.Seen;
import io.fleetmesh.watcher.domain.Survey;
import io.fleetmesh.watcher.domain.Trouble;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster that is looked at once, before anybody watches it: by its kubeconfig it gives the facts that a watcher with the same
 * kubeconfig would record. Nothing is watched, and of what grows with workloads only identities are listed, which are counted.
 */
public final class FirstLook {
    private final MemberConnection api;
    private final Clock clock;
    private final List<MemberFact> facts = new ArrayList<>();

    private FirstLook(MemberConnection api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** What came of it. */
    public sealed interface Result {
        /** It answers, if only to refuse; how it does is one of the facts. */
        record Seen(List<MemberFact> facts) implements Result {
            public Seen {
                facts = List.copyOf(facts);
            }
        }

        /** It gives no answer, or none that says anything. */
        record NoAnswer(String reason) implements Result {}
    }

    /**
     * Looks, for as long as that takes: some dozens of requests.
     *
     * @param context the kubeconfig's own current context if empty
     * @throws IllegalArgumentException if the kubeconfig cannot be used; the message names the file and what was expected
     */
    public static Result at(Path kubeconfig, Optional<String> context, WatchTimings timings, Clock clock)
            throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (MemberConnection api = MemberConnection.open(vertx, kubeconfig, context, timings)) {
            return new FirstLook(api, clock).look();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private Result look() throws InterruptedException {
        try {
            String uid = api.clusterUid();
            facts.add(new IdentityFact(uid));
            reachable(Reachability.REACHABLE, "");
            list(uid);
        } catch (ApiFailure e) {
            Trouble trouble = e.trouble();
            if (trouble.kind() == Reachability.UNREACHABLE) {
                return new Result.NoAnswer(trouble.reason());
            }
            // It refuses what a watcher asks for first. What else it refuses is of use all the same.
            reachable(trouble.kind(), trouble.reason());
        }
        facts.addAll(InventoryRecord.of(List.of()).take(inventory(), clock.instant()));
        return new Result.Seen(facts);
    }

    private void reachable(Reachability state, String reason) {
        facts.add(new ReachabilityFact(state, clock.instant(), reason));
    }

    private void list(String uid) throws InterruptedException {
        list(new CiliumConfigKind(), uid);
        list(new CiliumAgentKind(), uid);
        list(new CiliumNodeKind(), uid);
        list(new CiliumIdentityKind(), uid);
    }

    /** That a family may not be listed is told by the rights. */
    private <T> void list(WatchedKind<T> kind, String uid) throws InterruptedException {
        try {
            FamilySnapshot all = new FamilyLister<>(kind, new ObjectReader<>(kind), api, _ -> {})
                    .list(uid)
                    .snapshot();
            facts.addAll(all.facts().values());
            facts.add(new CompletenessFact(kind.family(), 1, all.resourceVersion()));
        } catch (ApiFailure _) {
            // Of a family that is not complete the checks say that it is not known.
        }
    }

    private Inventory inventory() throws InterruptedException {
        Optional<CiliumConfigFact> config = facts.stream()
                .filter(CiliumConfigFact.class::isInstance)
                .map(CiliumConfigFact.class::cast)
                .findFirst();
        try {
            return new Inspector(api, clock).look(Survey.of(config));
        } catch (ApiFailure _) {
            return new Inventory(
                    new Seen.Unknown<>(),
                    new Seen.Unknown<>(),
                    new Seen.Unknown<>(),
                    Optional.empty(),
                    new Inventory.Certificates(api.serverCertificateExpires(), api.clientCertificateExpires()),
                    new WantedRights(api).ask(),
                    new OwnedObjects(api).ask());
        }
    }
}
