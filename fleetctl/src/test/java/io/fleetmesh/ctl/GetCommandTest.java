package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is declared and what there is, shown by {@code get} and {@code describe}. */
class GetCommandTest extends OnAServer {
    @Test
    void objectsAreShownAsTableYamlAndJson() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("get", "members"), err);
        assertEquals("""
                NAME  STATE      FOR  ACCESS                 PLACEMENT  MODE  REGION  AGE
                east  connected  2m   https://10.0.0.1:6443  hub        join  eu      3m
                gone  left       3m   -                      -          -     -       -
                """, out);
        assertEquals(0, run("get", "NetworkProfile", "shop"), err);
        assertEquals("NAME  SEGMENTS  STRATEGY  GENERATION  AGE\nshop  0         calm      1           3m\n", out);
        assertEquals(0, run("get", "member", "east", "-o", "yaml"), err);
        assertTrue(
                out.startsWith(
                        "---\napiVersion: \"fleetmesh.io/v1alpha1\"\nkind: \"Member\"\nmetadata:\n  name: \"east\"\n"),
                out);
        String yaml = out;
        assertEquals(0, run("apply", "-f", file(yaml)), err);
        assertEquals("Member/east unchanged\n", out);
        assertEquals(0, run("get", "members", "-o", "json"), err);
        assertTrue(out.contains("\"kind\" : \"MemberList\""), out);
        assertFalse(out.contains("gone"), "documents are what is declared");
        assertEquals(0, run("describe", "member", "east"), err);
        assertTrue(out.contains("metadata.labels.tier: \"prod\"\n"), out);
        assertTrue(out.contains("status.state: \"connected\"\n"), out);
        assertFalse(out.contains("status.helmValues"), out);
        assertTrue(out.endsWith("""

                Helm values for its Cilium ('fleetctl get member east -o helm'):

                  cluster:
                    id: 4
                    name: "123"
                """), out);
    }

    @Test
    void someAreShownByNameOrByLabelAndMoreOfThemIfAskedFor() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("get", "members", "-o", "wide", "-l", "tier in (prod)"), err);
        assertEquals("""
                NAME  STATE      FOR  ACCESS                 PLACEMENT  MODE  REGION  AGE  CLUSTER  ID  ZONE  MANAGED-BY  LABELS
                east  connected  2m   https://10.0.0.1:6443  hub        join  eu      3m   e        4   -     -           tier=prod
                """, out);
        assertEquals(0, run("get", "members", "-l", "tier=test"), err);
        assertEquals("there are no members with such labels\n", err);
        assertEquals(3, run("get", "members", "north", "east"));
        assertTrue(out.endsWith("east  connected  2m   https://10.0.0.1:6443  hub        join  eu      3m\n"), out);
        assertEquals("fleetctl: there is no Member/north\n", err);
        assertEquals(2, run("get", "members", "east", "-l", "a=b"));
        assertEquals(2, run("get", "services", "-l", "a=b"));
        assertEquals(3, run("get", "members", "-l", "a=b=c"));
        assertTrue(err.contains("labelSelector: expected requirements such as"), err);
    }

    @Test
    void helmValuesAreAFileOfValues() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET)), err);

        assertEquals(0, run("get", "member", "east", "-o", "helm"), err);
        assertEquals("""
                cluster:
                  id: 4
                  name: "123"
                """, out);
    }

    @Test
    void whereThereAreNoHelmValuesItIsSaidWhyAndWhatIsNext() throws IOException {
        assertEquals(0, run("apply", "-f", file(FLEET.replace("name: east", "name: gone"))), err);

        assertEquals(3, run("get", "member", "gone", "-o", "helm"));
        assertEquals("", out);
        assertEquals(
                "fleetctl: there are no Helm values for Member/gone: it has left\n  next: remove its watcher\n", err);
        assertEquals(3, run("get", "member", "nobody", "-o", "helm"));
        for (String[] wrong : new String[][] {
            {"get", "members", "-o", "helm"},
            {"get", "members", "east", "gone", "-o", "helm"},
            {"get", "profile", "shop", "-o", "helm"},
            {"get", "members", "-w", "-o", "helm"},
            {"plan", "profile", "shop", "-o", "helm"}
        }) {
            assertEquals(2, run(wrong), String.join(" ", wrong));
        }
    }

    @Test
    void whereAMemberStandsIsShownThoughItIsDeclaredNoMore() {
        assertEquals(0, run("describe", "member", "gone"), err);
        for (String line :
                List.of("state: \"left\"", "since: ", "reason: \"it has left\"", "next: \"remove its watcher\"")) {
            assertTrue(out.contains("\n" + line), out);
        }
        assertEquals(0, run("get", "member", "gone"), err);
        assertTrue(out.endsWith("gone  left   3m   -       -          -     -       -\n"), out);
        assertEquals(3, run("get", "member", "gone", "-o", "yaml"));
        assertEquals(3, run("describe", "member", "nobody"));
        assertTrue(err.contains("there is no Member/nobody"), err);
    }

    @Test
    void servicesOfTheFleetAreShown() {
        assertEquals(0, run("get", "services"), err);
        assertEquals("""
                NAMESPACE  NAME  EXPORTERS  BACKENDS  CONFLICTS  HELD
                shop       cart  2          5         1          1
                """, out);
        assertEquals(0, run("get", "services", "shop/cart", "-o", "wide"), err);
        assertTrue(out.endsWith("5         1          1     east,west  north    type\n"), out);
        assertEquals(3, run("get", "services", "shop/none"));
    }

    @Test
    void whereThereIsNothingToListItSaysSo() {
        assertEquals(0, run("get", "bindings"), err);
        assertEquals("there are no bindings\n", err);
        assertEquals("", out);
        assertEquals(0, run("get", "bindings", "-o", "json"), err);
        assertTrue(out.contains("\"items\" : [ ]"), out);
    }
}
