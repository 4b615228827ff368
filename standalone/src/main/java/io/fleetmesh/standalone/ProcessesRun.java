package io.fleetmesh.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
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

    ProcessesRun(Run run) {
        this.run = run;
        this.children = new Children(run);
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
        RunFile.of(run).write(run.layout().runFile());
        progress.line(Summary.of(run));
        awaitQuietly(stopped);
        return 0;
    }

    private void startAll() throws IOException {
        progress.step("starting Kafka");
        start(FleetProcess.KAFKA, () -> listens(run.ports().kafka()));
        if (run.simulated()) {
            progress.step("starting " + run.members().size() + " simulated members");
            start(FleetProcess.MEMBER_SIMULATOR, this::kubeconfigsThere);
        }
        progress.step("starting the services");
        for (FleetProcess service : FleetProcess.services()) {
            children.start(service);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (FleetProcess service : FleetProcess.services()) {
                await(service, () -> ready(http, service));
                progress.step(service.processName() + " is ready");
            }
        }
    }

    private void start(FleetProcess process, BooleanSupplier up) throws IOException {
        children.start(process);
        await(process, up);
    }

    private void await(FleetProcess process, BooleanSupplier good) {
        long begun = System.nanoTime();
        boolean seen = false;
        while (!good.getAsBoolean()) {
            boolean there = children.find(process).isPresent();
            long waited = System.nanoTime() - begun;
            if ((seen && !there) || waited > PATIENCE.toNanos()) {
                throw new Refusal(process.processName() + (there ? " does not get ready" : " ended while starting")
                        + ": see " + run.layout().relative(Children.log(run.layout(), process)));
            }
            seen |= there;
            LockSupport.parkNanos(PAUSE.toNanos());
        }
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

    private boolean ready(HttpClient http, FleetProcess service) {
        URI uri = URI.create(RunFile.http(run, service) + "/q/health/ready");
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted while waiting for " + service.processName(), e);
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
