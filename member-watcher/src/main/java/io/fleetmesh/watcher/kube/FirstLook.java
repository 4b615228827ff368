package io.fleetmesh.watcher.kube;

import io.fleetmesh.contract.CiliumFact.CiliumConfigFact;
import io.fleetmesh.contract.MemberFact;
import io.fleetmesh.contract.MemberFact.CompletenessFact;
import io.fleetmesh.contract.MemberFact.IdentityFact;
import io.fleetmesh.contract.MemberFact.Reachability;
import io.fleetmesh.contract.MemberFact.ReachabilityFact;
import io.fleetmesh.contract.MemberFact.UnreadableFact;
import io.fleetmesh.watcher.domain.FamilySnapshot;
import io.fleetmesh.watcher.domain.Inventory;
import io.fleetmesh.watcher.domain.InventoryRecord;
import io.fleetmesh.watcher.domain.Seen;
import io.fleetmesh.watcher.domain.Survey;
import io.fleetmesh.watcher.domain.Trouble;
import io.fleetmesh.watcher.domain.Unmappable;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster that is looked at once, before anybody watches it: by its kubeconfig it gives the facts that a watcher with the same
 * kubeconfig would record. Nothing is watched; each kind is listed once, page by page, and what is kept of it is kept until it has
 * been counted.
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
     * Looks, for as long as that takes: some dozens of requests, and one more for each 500 objects.
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
        list(new NamespaceKind(), uid);
        list(new ServiceKind(), uid);
        list(new EndpointSliceKind(), uid);
        // Which endpoints there are is not known without it.
        Optional<CiliumConfigFact> config = config();
        if (config.isPresent()) {
            list(config.get().endpointSlices() ? new CiliumEndpointSliceKind() : new CiliumEndpointKind(), uid);
        }
        if (config.filter(CiliumConfigFact::mcsApi).isPresent()) {
            list(new ServiceExportKind(), uid);
        }
    }

    /** That a family may not be listed is told by the rights. */
    private <T> void list(WatchedKind<T> kind, String uid) throws InterruptedException {
        try {
            List<Unmappable> unreadable = new ArrayList<>();
            FamilySnapshot all = new FamilyLister<>(kind, new ObjectReader<>(kind), api, unreadable::add)
                    .list(uid)
                    .snapshot();
            facts.addAll(all.facts().values());
            unreadable.forEach(this::unreadable);
            facts.add(new CompletenessFact(
                    kind.family(), 1, all.resourceVersion(), all.served() ? Optional.empty() : Optional.of(true)));
        } catch (ApiFailure _) {
            // Of a family that is not complete the checks say that it is not known.
        }
    }

    private void unreadable(Unmappable object) {
        object.key()
                .ifPresent(
                        key -> facts.add(new UnreadableFact(key, object.field(), object.found(), object.expected())));
    }

    private Optional<CiliumConfigFact> config() {
        return facts.stream()
                .filter(CiliumConfigFact.class::isInstance)
                .map(CiliumConfigFact.class::cast)
                .findFirst();
    }

    private Inventory inventory() throws InterruptedException {
        try {
            return new Inspector(api, clock).look(Survey.of(config()));
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
