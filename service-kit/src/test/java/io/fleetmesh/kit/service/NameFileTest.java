package io.fleetmesh.kit.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameFileTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("service/name");
    }

    /** Another process: takes the name in the file that is named, tells it, and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            System.out.println(NameFile.take(Path.of(args[0])).orElseThrow().text());
            var _ = System.in.read();
        }
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private String takenAndGivenBack() {
        try (NameFile name = NameFile.take(file).orElseThrow()) {
            return name.text();
        }
    }

    @Test
    void aProcessThatWasKilledLeavesItsNameToTheNextOneAndToNobodyBefore() throws IOException {
        Process holder = holder();
        try (BufferedReader said = holder.inputReader()) {
            String name = said.readLine();
            assertEquals(Optional.empty(), NameFile.take(file).map(NameFile::text));

            holder.destroyForcibly();

            await().until(() -> !holder.isAlive());
            assertEquals(name, takenAndGivenBack());
        }
    }

    @Test
    void aNameIsUsedOnceInAProcess() {
        try (NameFile name = NameFile.take(file).orElseThrow()) {
            assertEquals(Optional.empty(), NameFile.take(file).map(NameFile::text));
            assertTrue(name.text().matches("[a-z0-9-]{36}"), name.text());
        }
    }

    @Test
    void aNameThatIsGivenUpIsNotTakenAgain() {
        String before;
        try (NameFile name = NameFile.take(file).orElseThrow()) {
            before = name.text();
            name.giveUp();
            assertEquals(before, name.text());
        }

        assertNotEquals(before, takenAndGivenBack());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void byAnotherPathItIsStillUsedOnceAndNobodyElseGetsIt(boolean ofTheDirectory) throws Exception {
        try (NameFile _ = NameFile.take(file).orElseThrow()) {
            Path link = ofTheDirectory
                    ? Files.createSymbolicLink(directory.resolve("linked"), directory.resolve("service"))
                            .resolve("name")
                    : Files.createSymbolicLink(directory.resolve("linked"), file);

            assertEquals(Optional.empty(), NameFile.take(link).map(NameFile::text));

            // Of this process no lock is lost by that: another one has no name, and ends.
            assertNotEquals(0, holder().waitFor());
        }
    }

    @Test
    void aFileThatHasNoWholeNameGetsANewOne() throws IOException {
        String before = takenAndGivenBack();
        Files.writeString(file, before.substring(1), UTF_8);

        String after = takenAndGivenBack();

        assertEquals(after, Files.readString(file));
        assertEquals(after, takenAndGivenBack());
    }

    @Test
    void whereNoFileCanBeThereIsNoNameAndNoFault() throws IOException {
        Files.writeString(directory.resolve("service"), "in the way");

        assertEquals(Optional.empty(), NameFile.take(file).map(NameFile::text));
    }
}
