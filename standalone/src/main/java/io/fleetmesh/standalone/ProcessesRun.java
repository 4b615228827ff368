package io.fleetmesh.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A run with one process per part. */
final class ProcessesRun {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Run run;
    private final Children children;
    private final Progress progress = new Progress();
    private final Set<Part> seen = new HashSet<>();

    ProcessesRun(Run run) {
        this(run, new Children(run));
    }

    private ProcessesRun(Run run, Children children) {
        this.run = run;
        this.children = children;
    }

    /** One whose processes write the caches that later ones start from. */
    static ProcessesRun training(Run run) {
        return new ProcessesRun(run, new Children(run, true));
    }

    /** Runs until it can be used, and then ends. */
    int train() throws IOException {
        try (children) {
            startAll();
            new Announcement(run, progress).await(this::refuseEnded);
            progress.step("changing services");
            try (TrainingAgents agents = new TrainingAgents(URI.create(run.meshStore()))) {
                for (FleetMember member : run.members()) {
                    agents.connect(run.layout().credentials(member.name()));
                }
                new TrainingLoad(URI.create("http://127.0.0.1:" + run.ports().simulator(0))).run();
            }
            progress.step("stopping, each process writes what it has loaded");
        }
        JvmFlags flags = new JvmFlags(run.layout().root(), true);
        for (Part part : Part.of(run)) {
            Path cache = flags.cache(part.program());
            if (!Files.exists(cache)) {
                throw new Refusal(
                        part.processName() + " wrote no " + run.layout().relative(cache) + seeLog(part));
            }
            progress.line("%4d MiB  %s"
                    .formatted(Files.size(cache) >> 20, run.layout().relative(cache)));
        }
        return 0;
    }

    int run() throws IOException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            progress.line("stopping");
                            children.close();
                            stopped.countDown();
                        },
                        "stop"));
        startAll();
        new Announcement(run, progress).make(this::refuseEnded);
        awaitQuietly(stopped);
        return 0;
    }

    private void startAll() throws IOException {
        if (run.guarded()) {
            progress.step("starting the certificate authority: Kafka needs a certificate");
            Part authority = Part.first(FleetProcess.CERT_AUTHORITY);
            children.start(authority);
            await(authority, this::brokerCredentialsThere);
        }
        progress.step("starting Kafka");
        // None of them serves before a majority is there.
        List<Part> brokers = Part.brokers(run);
        for (Part broker : brokers) {
            children.start(broker);
        }
        for (Part broker : brokers) {
            await(broker, () -> listens(run.ports().kafka(broker.number())));
        }
        if (run.simulated()) {
            progress.step("starting " + run.members().size() + " simulated members");
            Part simulator = Part.first(FleetProcess.MEMBER_SIMULATOR);
            children.start(simulator);
            await(simulator, this::kubeconfigsThere);
        }
        progress.step("starting the services");
        for (FleetProcess service : FleetProcess.services()) {
            if (!run.guarded() || service != FleetProcess.CERT_AUTHORITY) {
                children.start(Part.first(service));
            }
        }
    }

    private void await(Part process, BooleanSupplier up) {
        long begun = System.nanoTime();
        while (!up.getAsBoolean()) {
            refuseEnded();
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new Refusal(process.processName() + " does not get ready" + seeLog(process));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** One that was there and is no more will not get ready. */
    private void refuseEnded() {
        for (Part process : Part.of(run)) {
            if (children.find(process).isPresent()) {
                seen.add(process);
            } else if (seen.contains(process)) {
                throw new Refusal(process.processName() + " ended while starting" + seeLog(process));
            }
        }
    }

    private String seeLog(Part process) {
        return ": see " + run.layout().relative(Children.log(run.layout(), process));
    }

    private boolean brokerCredentialsThere() {
        return Files.exists(run.layout().brokerCredentials().resolve("tls.key"));
    }

    private boolean kubeconfigsThere() {
        return run.members().stream()
                .allMatch(member -> Files.exists(run.layout().kubeconfig(member.name())));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitQuietly(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
