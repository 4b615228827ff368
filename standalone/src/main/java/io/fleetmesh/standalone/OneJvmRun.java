package io.fleetmesh.standalone;

import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.fleetmesh.kit.service.FleetService;
import io.fleetmesh.kit.service.ServiceRunner;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A run with everything in this JVM: the broker and the members first, around the application that has all services. */
final class OneJvmRun {
    private static final long PAUSE_NANOS = 100_000_000;
    private static final long STOP_SECONDS = 30;
    /** How the application, which Quarkus makes, hears of the run it belongs to. */
    private static final AtomicReference<OneJvmRun> CURRENT = new AtomicReference<>();

    private final Run run;
    private final Progress progress = new Progress();

    private OneJvmRun(Run run) {
        this.run = run;
    }

    static int run(Run run) throws IOException {
        OneJvmRun current = new OneJvmRun(run);
        CURRENT.set(current);
        CountDownLatch stopped = new CountDownLatch(1);
        // The JVM may not end at Ctrl-C before the broker, which outlives the application, has closed its log.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stopped), "stop"));
        try {
            current.runAll();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private void runAll() throws IOException {
        progress.step("starting Kafka");
        try (EmbeddedKafka _ = EmbeddedKafka.start(
                run.layout().kafka(), run.ports().kafka(), run.ports().kafkaController())) {
            progress.step("starting the members");
            try (Simulation _ = Simulation.start(run)) {
                configure(run);
                progress.step("starting the services");
                Quarkus.run(Application.class, (code, failure) -> {});
            }
        }
    }

    private static void configure(Run run) {
        System.setProperty("quarkus.config.locations", run.layout().config().toString());
        System.setProperty("quarkus.http.port", Integer.toString(run.ports().http()));
        System.setProperty("quarkus.log.file.enabled", "true");
        System.setProperty(
                "quarkus.log.file.path",
                run.layout().logs().resolve("fleetmesh.log").toString());
        System.setProperty("quarkus.log.console.level", "ERROR");
    }

    private void announce(ServiceRunner services) {
        for (FleetService service : services.started()) {
            while (!service.status().ready()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            progress.step(service.name() + " is ready");
        }
        try {
            RunFile.of(run).write(run.layout().runFile());
            progress.line(Summary.of(run));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            var _ = latch.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Started by Quarkus when all services are. */
    static final class Application implements QuarkusApplication {
        @Inject
        ServiceRunner services;

        @Override
        public int run(String... args) {
            Thread.ofVirtual().name("announce").start(() -> CURRENT.get().announce(services));
            Quarkus.waitForExit();
            return 0;
        }
    }
}
