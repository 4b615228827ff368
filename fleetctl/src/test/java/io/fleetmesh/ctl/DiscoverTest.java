package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoverTest {
    @TempDir
    Path directory;

    private Path file(String name, String... contexts) throws IOException {
        StringBuilder text = new StringBuilder(
                "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {server: https://c}\n");
        text.append("contexts:\n");
        for (String context : contexts) {
            text.append("- name: '").append(context).append("'\n  context: {cluster: c, user: u}\n");
        }
        return Files.writeString(directory.resolve(name), text + "users: []\ncurrent-context: a\n");
    }

    private List<Discovered> in(Path... paths) {
        return Discovered.in(List.of(paths), _ -> {});
    }

    @Test
    void eachContextBecomesAMemberThatTheServerTakes() throws IOException {
        List<Discovered> found = in(file("prod.kubeconfig", "admin@EU_West/1", "x".repeat(80)));

        assertEquals(
                "{\"apiVersion\":\"fleetmesh.io/v1alpha1\",\"kind\":\"Member\",\"metadata\":{\"name\":\"admin-eu-west-1\","
                        + "\"managedBy\":\"discovery.fleetmesh.io/kubeconfig\"},\"spec\":{\"kubeconfig\":{\"name\":\"prod\","
                        + "\"context\":\"admin@EU_West/1\"}}}",
                found.getFirst().document().toString());
        assertEquals("x".repeat(63), found.get(1).name());
        assertTrue(found.getFirst().neededAs().isEmpty());
        found.forEach(one -> assertTrue(Manifests.check(one.document()) instanceof Checked.Good));
    }

    @Test
    void whatHasAnotherNameThanTheWatcherLooksForIsSaid() throws IOException {
        assertEquals(
                "my-config.kubeconfig",
                in(file("My Config.yaml", "a")).getFirst().neededAs().orElseThrow());
    }

    @Test
    void namesThatComeToTheSameAreRefused() throws IOException {
        Path one = file("one.kubeconfig", "eu west");
        Path other = file("two.kubeconfig", "eu-west");

        String message = assertThrows(Failure.class, () -> in(one, other)).getMessage();

        assertEquals(
                "context 'eu west' of " + one + " and context 'eu-west' of " + other
                        + " would both become Member/eu-west: rename one of the contexts",
                message);
    }

    @Test
    void aNameWithoutAnyLetterThatMayBeIsRefused() throws IOException {
        Path file = file("a.kubeconfig", "\u6771\u4eac");

        assertTrue(assertThrows(Failure.class, () -> in(file)).getMessage().contains("letter or digit of ASCII"));
    }

    @Test
    void ofAFolderWhatIsNoKubeconfigIsPassedOverAndOfAFileItIsRefused() throws IOException {
        var _ = file("b.kubeconfig", "b");
        var _ = file("a.kubeconfig", "a");
        Path notes = Files.writeString(directory.resolve("notes.txt"), "nothing");
        var _ = Files.writeString(directory.resolve(".hidden"), "nothing");
        List<String> passedOver = new ArrayList<>();

        List<Discovered> found = Discovered.in(List.of(directory), passedOver::add);

        assertEquals(List.of("a", "b"), found.stream().map(Discovered::name).toList());
        assertEquals(List.of(notes + ": expected a kubeconfig: kind Config, found ''"), passedOver);
        assertThrows(Failure.class, () -> in(notes));
        assertThrows(Failure.class, () -> in(directory.resolve("none")));
    }
}
