package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the clusters that were discovered are Members already, and which are one cluster. */
class AdoptionTest {
    @TempDir
    Path directory;

    /** @param contexts name and server of each */
    private List<Discovered> in(String file, String current, String... contexts) throws IOException {
        StringBuilder clusters = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < contexts.length; i += 2) {
            clusters.append("- {name: c").append(i).append(", cluster: {server: '");
            clusters.append(contexts[i + 1]).append("'}}\n");
            text.append("- {name: ").append(contexts[i]).append(", context: {cluster: c");
            text.append(i).append(", user: u}}\n");
        }
        Path path = Files.writeString(
                directory.resolve(file),
                "kind: Config\ncurrent-context: " + current + "\nclusters:\n" + clusters + "contexts:\n" + text);
        return Discovered.in(List.of(path), _ -> {});
    }

    private static JsonNode member(String name, String... kubeconfig) {
        ObjectNode member = JsonNodeFactory.instance.objectNode();
        member.putObject("metadata").put("name", name);
        if (kubeconfig.length > 0) {
            ObjectNode reference =
                    member.putObject("spec").putObject("kubeconfig").put("name", kubeconfig[0]);
            if (kubeconfig.length > 1) {
                reference.put("context", kubeconfig[1]);
            }
        }
        return member;
    }

    private static JsonNode discovered(JsonNode member) {
        var _ = ((ObjectNode) member.path("metadata")).put("managedBy", Discovered.MANAGED_BY);
        return member;
    }

    private static JsonNode at(String name, String address) {
        ObjectNode member = (ObjectNode) member(name);
        member.putObject("spec").put("address", address);
        return member;
    }

    private static Map<String, String> became(List<Discovered> all, JsonNode... members) {
        return new Adoption(all, List.of(members)).became();
    }

    @Test
    void aMemberOfTheKubeconfigAloneIsWhereItsCurrentContextLeads() throws IOException {
        List<Discovered> found = in("prod.kubeconfig", "a", "a", "https://a", "b", "https://b");

        assertEquals(
                Map.of("a", "left alone: it is Member/east", "b", "created"), became(found, member("east", "prod")));
        assertEquals(
                Map.of("a", "created", "b", "left alone: it is Member/east"),
                became(found, member("east", "prod", "b"), member("west", "other", "a")));
        assertEquals(
                Map.of("a", "left alone: it is Member/prod", "b", "created"),
                became(found, at("prod", "https://elsewhere")),
                "who has an address uses the kubeconfig of its own name");
    }

    @Test
    void whereAFileNamesTheContextForWatchersThatOneCounts() throws IOException {
        var _ = Files.writeString(directory.resolve("prod.context"), "b\n");

        assertEquals(
                Map.of("a", "created", "b", "left alone: it is Member/east"),
                became(in("prod.kubeconfig", "a", "a", "https://a", "b", "https://b"), member("east", "prod")));
    }

    @Test
    void ofContextsThatLeadToOneServerTheCurrentOneIsDeclared() throws IOException {
        Adoption adoption = new Adoption(
                in("prod.kubeconfig", "admin", "reader", "https://a", "admin", "https://a", "b", "https://b"),
                List.of());

        assertEquals(
                List.of("admin", "b"),
                adoption.absent().stream().map(Discovered::name).toList());
        assertEquals(
                List.of("reader", "admin", "b"), List.copyOf(adoption.became().keySet()));
        assertEquals(
                "left alone: it leads to https://a as Member/admin does",
                adoption.became().get("reader"));
    }

    @Test
    void whereAMemberLeadsAlreadyNoOtherContextIsDeclared() throws IOException {
        List<Discovered> found = in("prod.kubeconfig", "admin", "reader", "https://a", "admin", "https://a");
        String as = "left alone: it leads to https://a as Member/";

        assertEquals(
                Map.of("reader", "left alone: it is Member/east", "admin", as + "east does"),
                became(found, member("east", "prod", "reader")));
        assertEquals(
                Map.of("reader", "left alone: it is declared by a person", "admin", as + "reader does"),
                became(found, member("reader", "prod", "reader")));
        assertEquals(
                Map.of("reader", as + "east does", "admin", as + "east does"), became(found, at("east", "https://a")));
    }

    @Test
    void whoseNameOneOfAnotherKubeconfigHasIsNotSaidToBeThere() throws IOException {
        List<Discovered> found = in("prod.kubeconfig", "a", "a", "https://a");

        assertEquals(Map.of("a", "there already"), became(found, discovered(member("a", "prod"))));
        assertEquals(Map.of("a", "there already"), became(found, discovered(member("a", "prod", "a"))));
        assertEquals(
                Map.of(
                        "a",
                        "left alone: it is discovered by another kubeconfig, test, context a; if this is another cluster,"
                                + " declare it by another name"),
                became(found, discovered(member("a", "test", "a"))));
    }

    @Test
    void whetherAMemberOfTheNameLeadsThereIsNotGuessed() throws IOException {
        List<Discovered> found = in("prod.kubeconfig", "admin", "reader", "https://a", "admin", "https://a");

        Map<String, String> became = became(found, member("reader", "else"));

        assertEquals("left alone: it is declared by a person", became.get("reader"));
        assertEquals(
                "left alone: it leads to https://a as " + found.getFirst().where()
                        + " does, and a Member of that name is"
                        + " there: if it is another cluster, declare one of them by 'fleetctl apply' of what 'fleetctl"
                        + " discover' prints of it",
                became.get("admin"));
    }

    @Test
    void ofSeveralThatAreAllOrNoneCurrentNobodyCanTellWhichIsMeant() throws IOException {
        List<Discovered> none = in("a.kubeconfig", "other", "a", "https://a", "b", "https://a");
        List<Discovered> all = new ArrayList<>(in("c.kubeconfig", "c", "c", "https://a"));
        all.addAll(in("d.kubeconfig", "d", "d", "https://a"));

        for (List<Discovered> found : List.of(none, all)) {
            String message = assertThrows(Failure.class, () -> became(found)).getMessage();
            assertTrue(
                    message.startsWith(found.getFirst().where() + " and "
                            + found.get(1).where() + " lead to the same server https://a, "),
                    message);
        }
    }

    @Test
    void aContextWithoutServerIsNoOthers() throws IOException {
        assertEquals(Map.of("a", "created", "b", "created"), became(in("prod.kubeconfig", "other", "a", "", "b", "")));
    }
}
