package io.fleetmesh.watcher.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir
    Path directory;

    private Optional<TokenFile> read(String user) throws IOException {
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: one
                contexts: [{name: one, context: {cluster: one, user: one}}]
                clusters: [{name: one, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: other, user: {tokenFile: other.token}}, {name: one, user: %s}]
                """.formatted(user));
        return TokenFile.of(
                kubeconfig,
                AccessFiles.read(new Way(kubeconfig, Optional.empty(), Optional.empty()))
                        .user());
    }

    private void write(String token) throws IOException {
        Files.writeString(directory.resolve("one.token"), token);
    }

    @Test
    void theNewestTokenCounts() throws IOException {
        write("first\n");
        TokenFile token = read("{tokenFile: one.token}").orElseThrow();
        assertEquals("first", token.getToken());

        write("second\n");

        assertEquals("second", token.getToken());
    }

    @Test
    void theLastTokenIsTriedOnWhileThereIsNone() throws IOException {
        write("first");
        TokenFile token = read("{tokenFile: one.token}").orElseThrow();

        write("");
        assertEquals("first", token.getToken());
        Files.delete(directory.resolve("one.token"));
        assertEquals("first", token.getToken());
    }

    @Test
    void aFileWithoutATokenIsNamed() throws IOException {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> read("{tokenFile: one.token}"));

        assertTrue(refused.getMessage().contains("one.token"), refused.getMessage());
    }

    /** As while it is being written: no header can carry it. */
    @ParameterizedTest
    @ValueSource(strings = {"one\ntwo", "one\0", "one two", "\u00fcber"})
    void whatNoHeaderCanCarryIsNoToken(String text) throws IOException {
        write(text);
        assertThrows(IllegalArgumentException.class, () -> read("{tokenFile: one.token}"));
        write("first");
        TokenFile token = read("{tokenFile: one.token}").orElseThrow();

        write(text);

        assertEquals("first", token.getToken());
    }

    @Test
    void anotherUsersFileIsNotRead() throws IOException {
        assertEquals(Optional.empty(), read("{token: inline}"));
    }
}
