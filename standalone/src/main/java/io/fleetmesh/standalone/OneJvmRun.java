package io.fleetmesh.standalone;

import io.fleetmesh.embeddedkafka.EmbeddedKafka;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A run with everything in this JVM: the broker and the members first, around the application that has all services. */
final class OneJvmRun {
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
                run.layout().kafka(Part.first(FleetProcess.KAFKA)),
                run.ports().kafka(1),
                run.ports().kafkaController(1))) {
            progress.step("starting the members");
            try (Simulation _ = Simulation.start(
                    run.simulations(),
                    run.layout().root().resolve("samples"),
                    run.layout().home())) {
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

    private void announce() {
        try {
            new Announcement(run, progress).make(() -> {});
        } catch (IOException e) {
            end(new Refusal("cannot write " + run.layout().runFile() + ": " + e.getMessage(), e));
        } catch (Refusal e) {
            end(e);
        }
    }

    private void end(Refusal refusal) {
        progress.line("fleetmesh: " + refusal.getMessage());
        Quarkus.asyncExit(1);
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
        @Override
        public int run(String... args) {
            Thread.ofVirtual().name("announce").start(() -> CURRENT.get().announce());
            Quarkus.waitForExit();
            return 0;
        }
    }
}
