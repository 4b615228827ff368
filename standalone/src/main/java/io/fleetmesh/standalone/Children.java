package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of a run. Each has a start script, a PID file and a log, so that {@code ./fleetmesh service} can stop and
 * start one while the others run; therefore a process is found by its PID file and not by being our child.
 */
final class Children implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);
    /** Those that write a cache do it at their end, all at once. */
    private static final Duration STOP_TRAINING = Duration.ofMinutes(3);

    private final Run run;
    private final JvmFlags flags;

    Children(Run run) {
        this(run, false);
    }

    Children(Run run, boolean training) {
        this.run = run;
        this.flags = new JvmFlags(run.layout().root(), training);
    }

    static Path pidFile(Layout layout, Part process) {
        return layout.processes().resolve(process.processName() + ".pid");
    }

    static Path log(Layout layout, Part process) {
        return layout.logs().resolve(process.processName() + ".log");
    }

    /** Writes the start script of {@code process} and runs it. */
    void start(Part process) throws IOException {
        Layout layout = run.layout();
        Files.createDirectories(layout.logs());
        Path script = layout.processes().resolve(process.processName() + ".sh");
        Files.writeString(script, script(process));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        new ProcessBuilder(script.toString())
                .directory(layout.root().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private String script(Part process) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags.of(process.program()));
        command.add("-Dfleetmesh.process=" + process.processName());
        command.add("-Dquarkus.config.locations=" + run.layout().config());
        if (process.program().service()) {
            command.add("-Dquarkus.http.port=" + run.ports().http(process.program()));
            if (run.guarded()) {
                command.add("-Dfleetmesh.kafka.credentials=" + run.layout().busCredentials(process.program()));
            }
        }
        command.add("-jar");
        command.add(flags.jar(process.program()).toString());
        command.addAll(Roles.arguments(run, process));
        // A session of its own: Ctrl-C at the terminal reaches "up" alone, which then stops all in order.
        return "#!/bin/sh\necho $$ > " + quote(pidFile(run.layout(), process).toString())
                + "\nsession=$(command -v setsid || true)\nexec $session "
                + String.join(" ", command.stream().map(Children::quote).toList())
                + " >> " + quote(log(run.layout(), process).toString()) + " 2>&1\n";
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The running process, if its PID file names one that is ours. */
    Optional<ProcessHandle> find(Part process) {
        try {
            String pid = Files.readString(pidFile(run.layout(), process)).strip();
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> isOurs(handle, process));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isOurs(ProcessHandle handle, Part process) {
        return handle.info()
                .commandLine()
                .map(line -> line.contains("-Dfleetmesh.process=" + process.processName() + " ")
                        || line.contains("/" + process.processName() + ".sh"))
                .orElse(false);
    }

    /** Stops all: services first, what they stand on last. */
    @Override
    public void close() {
        stop(Part.of(run).stream().filter(part -> part.program().service()).toList());
        if (run.simulated()) {
            stop(List.of(Part.first(FleetProcess.MEMBER_SIMULATOR)));
        }
        // Together: one that is told to stop when the others have ended waits for a majority that will not come.
        stop(Part.brokers(run));
    }

    private void stop(List<Part> processes) {
        List<ProcessHandle> handles =
                processes.stream().map(this::find).flatMap(Optional::stream).toList();
        handles.forEach(ProcessHandle::destroy);
        handles.forEach(this::awaitEnd);
    }

    private void awaitEnd(ProcessHandle handle) {
        Duration patience = flags.training() ? STOP_TRAINING : STOP;
        try {
            var _ = handle.onExit().get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            handle.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        }
    }
}
