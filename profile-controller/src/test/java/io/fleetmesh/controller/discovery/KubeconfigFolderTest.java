package io.fleetmesh.controller.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.IntentRules;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFolderTest {
    @TempDir
    Path directory;

    private final Kept kept = new Kept();

    private static final class Kept implements Intents {
        private History<Intent> history = History.begin(Map.of(), 0);
        private String actor = "";
        private boolean active = true;

        @Override
        public Optional<History<Intent>> history() {
            return active ? Optional.of(history) : Optional.empty();
        }

        @Override
        public Runnable listen(Runnable changed) {
            return () -> {};
        }

        @Override
        public CompletionStage<Outcome> changeAll(List<IntentChange> changes, Caller who, boolean dryRun) {
            actor = who.name();
            long version = history.version() + 1;
            IntentDecision decision =
                    IntentRules.decide(history.now(), changes.getFirst(), Long.toString(version), Instant.EPOCH);
            history = decision.after(history, version);
            return CompletableFuture.completedFuture(
                    decision instanceof IntentDecision.Refused
                            ? new Outcome.Decided(decision)
                            : new Outcome.All(List.of(decision)));
        }
    }

    private void file(String name, String text) throws IOException {
        var _ = Files.writeString(directory.resolve(name), text);
    }

    @Test
    void newFilesAreDeclaredOnceAndVanishedOnesDeleteNothing() throws IOException {
        file("east.kubeconfig", "kind: Config\ncontexts: [{name: a, context: {cluster: c}}]");
        file("west.kubeconfig", "nonsense");
        KubeconfigFolder folder = new KubeconfigFolder(directory, () -> Optional.of(kept));

        folder.look();
        folder.look();

        assertEquals(Set.of("Member/east"), kept.history.now().keySet());
        assertEquals(1, kept.history.version());
        assertEquals("discovery.fleetmesh.io/folder", kept.actor);
        Files.delete(directory.resolve("east.kubeconfig"));
        folder.look();
        assertEquals(Set.of("Member/east"), kept.history.now().keySet());
    }

    @Test
    void whoDoesNotKeepTheObjectsAndAFolderThatIsNotThereDeclareNothing() throws IOException {
        file("east.kubeconfig", "kind: Config\ncontexts: [{name: a, context: {cluster: c}}]");
        kept.active = false;
        new KubeconfigFolder(directory, () -> Optional.of(kept)).look();
        new KubeconfigFolder(directory, Optional::empty).look();
        kept.active = true;
        new KubeconfigFolder(directory.resolve("none"), () -> Optional.of(kept)).look();

        assertEquals(Set.of(), kept.history.now().keySet());
    }
}
