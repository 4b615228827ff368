package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.IntentChange;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiscoverCommandTest extends OnAServer {
    /** With a cluster for each context, the first of which is the current one. */
    private String kubeconfig(String... contexts) throws IOException {
        StringBuilder clusters = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (String context : contexts) {
            clusters.append("- {name: %1$s, cluster: {server: https://%1$s}}\n".formatted(context));
            text.append("- {name: %1$s, context: {cluster: %1$s, user: u}}\n".formatted(context));
        }
        return write("current-context: " + contexts[0] + "\nclusters:\n" + clusters + "contexts:\n" + text);
    }

    private String write(String text) throws IOException {
        return Files.writeString(directory.resolve("c.kubeconfig"), "kind: Config\nusers: []\n" + text)
                .toString();
    }

    /** {@code east}, by a reference to a kubeconfig. */
    private void declareEast(String reference) throws IOException {
        String east = FLEET.substring(FLEET.indexOf("---") + 4, FLEET.lastIndexOf("---"))
                .replaceAll("address: [^,]*,", "kubeconfig: " + reference + ",");
        assertEquals(0, run("apply", "-f", file(east)), err);
    }

    @Test
    void whatIsDiscoveredIsDeclaredUnlessItIsThere() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("discover", "--apply", kubeconfig("east", "west")), err);
        assertEquals("Member/east left alone: it is declared by a person\nMember/west created\n", out);
        assertEquals(0, run("discover", "--apply", kubeconfig("west", "north")), err);
        assertEquals("Member/west there already\nMember/north created\n", out);
        declareEast("{name: c, context: south}");
        assertEquals(0, run("discover", "--apply", kubeconfig("south")), err);
        assertEquals("Member/south left alone: it is Member/east\n", out);
    }

    @Test
    void aMemberThatNamesNoContextIsTheCurrentOne() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);
        declareEast("{name: c}");

        assertEquals(0, run("discover", "--apply", kubeconfig("south", "north")), err);

        assertEquals("Member/south left alone: it is Member/east\nMember/north created\n", out);
    }

    @Test
    void ofSeveralWaysToOneServerTheFirstIsDeclared() throws IOException {
        String file = write("""
                clusters:
                - {name: c, cluster: {server: https://c}}
                contexts:
                - {name: admin, context: {cluster: c, user: a}}
                - {name: reader, context: {cluster: c, user: r}}
                """);

        assertEquals(0, run("discover", "--apply", file), err);
        assertEquals("Member/admin created\nMember/reader left alone: it is Member/admin\n", out);
        assertEquals(0, run("discover", "--apply", file), err);
        assertEquals("Member/admin there already\nMember/reader left alone: it is Member/admin\n", out);
    }

    /** Between the look and the declaration: the server decides, and none of the others is declared either. */
    @Test
    void whatSomebodyDeclaresWhileOneDiscoversIsNotOverwritten() throws IOException {
        Intent east = Intent.of(
                ObjectMeta.named("east", Map.of("tier", "prod")),
                new MemberSpec(
                        Optional.empty(),
                        Optional.of("https://10.0.0.1"),
                        MemberSpec.Placement.HUB,
                        MemberSpec.Mode.JOIN,
                        Optional.empty(),
                        Optional.empty()));
        intents.beforeTheNext(new IntentChange.Create(east));

        assertEquals(3, run("discover", "--apply", kubeconfig("north", "east")));

        assertTrue(err.contains("Member/east: metadata.resourceVersion: expected "), err);
        assertTrue(err.endsWith("\n  nothing is applied, for it is all or nothing\n"), err);
        assertEquals(0, run("describe", "member", "east"), err);
        assertTrue(out.contains("metadata.labels.tier: \"prod\"\n"), out);
        assertEquals(3, run("get", "member", "north", "-o", "yaml"));
    }
}
