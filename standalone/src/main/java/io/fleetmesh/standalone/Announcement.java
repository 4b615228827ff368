package io.fleetmesh.standalone;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until a run can be used, then says so: on the terminal and in {@code run.json}. */
final class Announcement {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Members that do not answer leave their part of every view open; the rest can be used. */
    private static final Duration PATIENCE_WITH_MEMBERS = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String VIEW = FleetProcess.MESH_STORE.processName() + ".view.";

    private final Run run;
    private final Progress progress;

    Announcement(Run run, Progress progress) {
        this.run = run;
        this.progress = progress;
    }

    /** Waits, and says it. */
    void make(Runnable failed) throws IOException {
        await(failed);
        if (run.declaresSamples()) {
            progress.step("declaring the sample fleet");
            SampleProfile.apply(
                    RunFile.http(run, FleetProcess.PROFILE_CONTROLLER),
                    run.layout().sampleFleet());
        }
        RunFile.of(run).write(run.layout().runFile());
        progress.line(Summary.of(run));
    }

    /**
     * Returns when the run can be used.
     *
     * @param failed why a service will never be ready, asked again and again; throws if so
     */
    void await(Runnable failed) {
        try (HealthProbe probe = new HealthProbe(run)) {
            for (FleetProcess service : FleetProcess.services()) {
                if (!await(PATIENCE, failed, () -> probe.ready(service))) {
                    throw new Refusal(service.processName() + " does not get ready, it says " + probe.details(service)
                            + "; see " + run.layout().relative(run.layout().logs()));
                }
                progress.step(service.processName() + " is ready");
            }
            progress.step("waiting for what the members hold");
            if (!await(PATIENCE_WITH_MEMBERS, failed, () -> incomplete(probe).isEmpty())) {
                incomplete(probe).forEach(line -> progress.line("warning: " + line));
            }
        }
    }

    private List<String> incomplete(HealthProbe probe) {
        Map<String, String> details = probe.details(FleetProcess.MESH_STORE);
        return run.members().stream()
                .map(FleetMember::name)
                .filter(name -> !"complete".equals(details.get(VIEW + name)))
                .map(name -> "the view of " + name + " is not complete: "
                        + details.getOrDefault(VIEW + name, "the store does not know it"))
                .toList();
    }

    private static boolean await(Duration patience, Runnable failed, BooleanSupplier good) {
        long begun = System.nanoTime();
        while (!good.getAsBoolean()) {
            failed.run();
            if (System.nanoTime() - begun > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }
}
