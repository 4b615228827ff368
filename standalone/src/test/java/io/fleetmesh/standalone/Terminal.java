package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A bash to which lines are typed, as to one on a terminal: what one line sets counts for the next. What is shown stands in a file. */
final class Terminal implements AutoCloseable {
    private final Process bash;
    private final Writer keyboard;
    private final Path screen;
    private int typed;

    /** What a line has said, and its exit code. */
    record Said(int exitCode, String text) {}

    /** @param environment beside that of this process */
    Terminal(Path directory, Path screen, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "--norc")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        builder.environment().putAll(environment);
        this.screen = screen;
        bash = builder.start();
        keyboard = bash.outputWriter(UTF_8);
        // What a bash with a person before it does by itself.
        type("shopt -s expand_aliases; set -m");
    }

    /** Types {@code line} and does not wait for it. */
    void type(String line) {
        try {
            keyboard.write(line + "\n");
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the shell has ended, see " + screen, e);
        }
    }

    /** Types {@code line} and waits for its end. */
    Said run(String line) {
        int before = shown().length();
        typed++;
        type(line);
        type("printf '\\n[%s ended with %s]\\n' " + typed + " $?");
        Pattern end = Pattern.compile("\\n\\[" + typed + " ended with (\\d+)]\\n");
        Awaitility.await(line + " ends")
                .atMost(Fleet.PATIENCE)
                .until(() -> end.matcher(shown()).find(before));
        String text = shown();
        Matcher found = end.matcher(text);
        if (!found.find(before)) {
            throw new IllegalStateException("what was shown is shown no more: " + text);
        }
        return new Said(Integer.parseInt(found.group(1)), text.substring(before, found.start()));
    }

    /** All that has been shown. */
    String shown() {
        try {
            // Not readString: what is being written may end within a character.
            return new String(Files.readAllBytes(screen), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the shell takes lines still. */
    boolean isAlive() {
        return bash.isAlive();
    }

    /** Ends what still runs, and the shell. What was started ends in its own order: only who was started from here is told. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> all =
                Stream.concat(bash.descendants(), Stream.of(bash.toHandle())).toList();
        bash.children().forEach(ProcessHandle::destroy);
        keyboard.close();
        Awaitility.await("all that was started from " + screen + " ends")
                .atMost(Fleet.PATIENCE)
                .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
