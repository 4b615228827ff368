package io.fleetmesh.controller.discovery;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Kubeconfig;
import io.fleetmesh.controller.domain.FolderRules;
import io.fleetmesh.controller.domain.FolderRules.Finding;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.Intents.Outcome;
import io.fleetmesh.controller.domain.access.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** A folder of kubeconfigs that is looked at again and again, where the declared objects are kept. Each thing is told once. */
public final class KubeconfigFolder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KubeconfigFolder.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final String SUFFIX = ".kubeconfig";

    /** No person can be called so: it declares whatever is in the folder, whoever put it there. */
    private static final Caller SELF = new Caller(FolderRules.MANAGED_BY, Set.of(), Caller.By.DISCOVERY, true);

    private final Path folder;
    private final Supplier<Optional<Intents>> intents;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("kubeconfig-folder").factory());
    private Set<Object> told = new HashSet<>();

    /** @param intents where members are declared; empty where that is not possible */
    public KubeconfigFolder(Path folder, Supplier<Optional<Intents>> intents) {
        this.folder = folder;
        this.intents = intents;
    }

    /** Begins, and goes on until it is closed. */
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::lookOrTell, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookOrTell() {
        try {
            look();
        } catch (RuntimeException e) {
            // It would not be run again otherwise.
            LOG.errorv(e, "Discovery failed directory={0}", folder);
        }
    }

    /** Once. */
    void look() {
        Optional<Intents> kept = intents.get();
        Optional<History<Intent>> history = kept.flatMap(Intents::history);
        if (kept.isEmpty() || history.isEmpty()) {
            return;
        }
        Set<Object> found = new HashSet<>();
        try {
            for (Finding finding : FolderRules.decide(files(), history.get().now())) {
                found.add(finding);
                act(kept.get(), finding, !told.contains(finding));
            }
        } catch (IOException | UncheckedIOException e) {
            found.add(String.valueOf(e));
            if (!told.contains(String.valueOf(e))) {
                LOG.warnv(
                        "Folder of kubeconfigs cannot be read, nothing follows from that directory={0} cause={1}",
                        folder, e);
            }
        }
        told = found;
    }

    private void act(Intents kept, Finding finding, boolean fresh) {
        switch (finding) {
            case Finding.Declare(Intent member) -> {
                var _ = kept.change(new IntentChange.Create(member), SELF, false)
                        .thenAccept(outcome -> tell(member, outcome, fresh));
            }
            case Finding.Odd(String file, String reason)
            when fresh -> LOG.warnv("Kubeconfig leads to no member file={0} cause={1}", file, reason);
            case Finding.Vanished(String member, String file)
            when fresh -> LOG.warnv("Kubeconfig has vanished, its member stays member={0} file={1}", member, file);
            case Finding.Odd _, Finding.Vanished _ -> {}
        }
    }

    private static void tell(Intent member, Outcome outcome, boolean fresh) {
        switch (outcome) {
            case Outcome.Decided(IntentDecision.Refused refused)
            when fresh ->
                LOG.warnv(
                        "Discovered member refused member={0} cause={1}",
                        member.metadata().name(), refused.problems().getFirst().text());
            // What is accepted the keeper of the objects logs; what could not be done is tried again.
            case Outcome.Decided _, Outcome.All _, Outcome.Unavailable _ -> {}
        }
    }

    private Map<String, Optional<String>> files() throws IOException {
        Map<String, Optional<String>> files = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : all) {
                files.put(file.getFileName().toString(), problem(file));
            }
        }
        return files;
    }

    private static Optional<String> problem(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return switch (Kubeconfig.read(in.readNBytes(DocumentReader.MOST_BYTES + 1))) {
                case Kubeconfig.Outcome.Unreadable(String reason) -> Optional.of(reason);
                case Kubeconfig.Outcome.Read _ -> Optional.empty();
            };
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
