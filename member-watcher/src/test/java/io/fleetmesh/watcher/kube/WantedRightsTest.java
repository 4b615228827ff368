package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fleetmesh.contract.InventoryFact.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rights that a watcher asks about are those that the document gives it. */
class WantedRightsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
    private static final Pattern RIGHTS = Pattern.compile("(?s)### What a watcher may see.*?```yaml\n(.*?)```");
    private static final Right TO_ASK =
            new Right("create", "authorization.k8s.io", "selfsubjectaccessreviews", Optional.empty(), Optional.empty());

    @Test
    void theyAreTheDocumentedOnes() throws IOException {
        Set<Right> expected = new HashSet<>(WantedRights.ALL);
        expected.add(TO_ASK);

        assertEquals(expected, documented());
        assertEquals(expected.size(), WantedRights.ALL.size() + 1);
    }

    private static Set<Right> documented() throws IOException {
        Matcher found = RIGHTS.matcher(Files.readString(DOCUMENT));
        assertEquals(true, found.find());
        Set<Right> rights = new HashSet<>();
        try (MappingIterator<JsonNode> documents =
                new YAMLMapper().readerFor(JsonNode.class).readValues(found.group(1))) {
            while (documents.hasNext()) {
                JsonNode manifest = documents.next();
                manifest.path("rules").forEach(rule -> add(rights, manifest, rule));
            }
        }
        return rights;
    }

    private static void add(Set<Right> rights, JsonNode manifest, JsonNode rule) {
        Optional<String> namespace = text(manifest.path("metadata").path("namespace"));
        for (JsonNode verb : rule.path("verbs")) {
            for (JsonNode resource : rule.path("resources")) {
                rights.add(new Right(
                        verb.asText(),
                        rule.path("apiGroups").path(0).asText(),
                        resource.asText(),
                        namespace,
                        text(rule.path("resourceNames").path(0))));
            }
        }
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText()).filter(text -> !text.isEmpty());
    }

    @Test
    void aRightIsAskedForAsRbacHasIt() {
        Right right = new Right("get", "", "secrets", Optional.of("kube-system"), Optional.of("cilium-clustermesh"));

        assertEquals(
                "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\","
                        + "\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"group\":\"\",\"resource\":\"secrets\","
                        + "\"namespace\":\"kube-system\",\"name\":\"cilium-clustermesh\"}}}",
                WantedRights.review(right).toString());
    }

    private static boolean allowed(String status) throws IOException, BadField {
        return WantedRights.allowed(ObjectReader.tree(
                ("{'status':" + status + "}").replace('\'', '"').getBytes(UTF_8)));
    }

    @Test
    void theAnswerIsYesOrNo() throws IOException, BadField {
        assertEquals(
                List.of(true, true, false),
                List.of(
                        allowed("{'allowed':true}"),
                        allowed("{'allowed':true,'evaluationError':'a webhook is away'}"),
                        allowed("{'allowed':false,'reason':'no role'}")));
    }

    @Test
    void aNoThatComesOfAnErrorIsNone() {
        assertThrows(BadField.class, () -> allowed("{'allowed':false,'evaluationError':'a webhook is away'}"));
        assertThrows(BadField.class, () -> allowed("{}"));
    }
}
