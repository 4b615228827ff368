package io.fleetmesh.realkubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** A process of ours; it does not outlive this JVM. */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ENDING = Duration.ofSeconds(20);

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread atExit;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.atExit = new Thread(process::destroyForcibly);
    }

    /** Starts {@code program}; what it says goes to a file in {@code directory}, behind what one of this name said before. */
    static Child start(Path directory, String name, String program, List<String> arguments) throws IOException {
        Path log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Child child = new Child(name, log, process);
        Runtime.getRuntime().addShutdownHook(child.atExit);
        return child;
    }

    /** Waits until it is ready; an exception of {@code ready} says that it is not yet. */
    void await(BooleanSupplier ready) throws IOException {
        try {
            Awaitility.await(name + " is ready")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(PATIENCE)
                    .failFast(name + " has ended", () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(ready::getAsBoolean);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw failed(e);
        }
    }

    private AssertionError failed(RuntimeException cause) throws IOException {
        close();
        List<String> said = Files.readAllLines(log);
        return new AssertionError(
                name + " did not start, it says:\n"
                        + String.join("\n", said.subList(Math.max(0, said.size() - 20), said.size())),
                cause);
    }

    /** Ends it in good order, or hard if that takes long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        forget();
    }

    /** Ends it at once, as a machine that fails. */
    void kill() {
        var _ = process.destroyForcibly().onExit().join();
    }

    private void forget() {
        try {
            var _ = Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // The JVM ends: the hook runs already.
        }
    }
}
