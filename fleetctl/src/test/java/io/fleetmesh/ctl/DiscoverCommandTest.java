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
    private String kubeconfig(String... contexts) throws IOException {
        StringBuilder text = new StringBuilder("kind: Config\ncurrent-context: south\nusers: []\n");
        text.append("clusters:\n");
        for (String context : contexts) {
            text.append("- {name: %s, cluster: {server: 'https://%s'}}\n".formatted(context, context));
        }
        text.append("contexts:\n");
        for (String context : contexts) {
            text.append("- {name: %s, context: {cluster: %s, user: u}}\n".formatted(context, context));
        }
        return Files.writeString(directory.resolve("c.kubeconfig"), text).toString();
    }

    @Test
    void whatIsDiscoveredIsDeclaredUnlessItIsThere() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("discover", "--apply", kubeconfig("east", "west")), err);
        assertEquals("Member/east left alone: it is declared by a person\nMember/west created\n", out);
        assertEquals(0, run("discover", "--apply", kubeconfig("west", "north")), err);
        assertEquals("Member/west there already\nMember/north created\n", out);
        String other = FLEET.substring(FLEET.indexOf("---") + 4, FLEET.lastIndexOf("---"))
                .replaceAll("address: [^,]*,", "kubeconfig: {name: c},");
        assertEquals(0, run("apply", "-f", file(other)), err);
        assertEquals(0, run("discover", "--apply", kubeconfig("south")), err);
        assertEquals("Member/south left alone: it is Member/east\n", out);
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
