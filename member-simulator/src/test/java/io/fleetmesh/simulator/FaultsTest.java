package io.fleetmesh.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Member member;

    FaultsTest() throws IOException {
        member = Member.start();
    }

    @BeforeEach
    void healthy() {
        member.simulated().faults().clear();
    }

    @AfterEach
    void stop() {
        http.close();
        member.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(member.simulated().api().resolve(path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private InputStream watch() throws IOException, InterruptedException {
        URI services = URI.create("/api/v1/services?watch=1&resourceVersion=" + revision());
        return http.send(to(services.toString()).build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private String revision() {
        return member.client().services().inAnyNamespace().list().getMetadata().getResourceVersion();
    }

    @Test
    void anApiThatIsAwayAnswersNothingUntilItIsBack() throws IOException, InterruptedException {
        var put = to("/simulator/faults").PUT(HttpRequest.BodyPublishers.ofString("{\"apiAway\":true}"));
        assertEquals(
                200,
                http.send(put.build(), HttpResponse.BodyHandlers.ofString()).statusCode());
        assertThrows(IOException.class, () -> get("/version"));
        http.send(to("/simulator/faults").DELETE().build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, get("/version").statusCode());
    }

    @Test
    void errorsAreForTheirResource() throws IOException, InterruptedException {
        member.simulated().faults().error("services", 403);
        assertEquals(403, get("/api/v1/services").statusCode());
        assertEquals(200, get("/api/v1/nodes").statusCode());
    }

    @Test
    void openWatchesExpire() throws IOException, InterruptedException {
        try (Scanner lines = new Scanner(watch(), StandardCharsets.UTF_8)) {
            member.simulated().faults().expireWatches();
            assertTrue(lines.nextLine().contains("\"code\":410"));
        }
    }

    @Test
    void openWatchesAreDropped() throws IOException, InterruptedException {
        InputStream body = watch();
        member.simulated().faults().dropWatches();
        assertThrows(IOException.class, body::readAllBytes);
    }

    @Test
    void listsAreStaleUnderTheirOldRevision() {
        String before = revision();
        member.simulated().faults().staleLists();
        member.client().services().inNamespace("shop").withName("shop").delete();
        assertEquals(before, revision());
        assertEquals(
                5,
                member.client().services().inNamespace("shop").list().getItems().size());
        member.simulated().faults().clear();
        await().until(() ->
                member.client().services().inNamespace("shop").list().getItems().size() == 4);
    }

    @Test
    void anotherClusterHasAnotherUid() {
        String own = uid();
        member.simulated().faults().identity("11111111-2222-3333-4444-555555555555");
        assertNotEquals(own, uid());
        member.simulated().faults().clear();
        assertEquals(own, uid());
    }

    private String uid() {
        return member.client()
                .namespaces()
                .withName("kube-system")
                .get()
                .getMetadata()
                .getUid();
    }

    @Test
    void aRightThatIsDeniedIsSaidToBeAndRefused() throws IOException, InterruptedException {
        assertTrue(review("list", "nodes").body().contains("\"allowed\":true"));
        member.simulated().faults().deny("list", "nodes");
        assertTrue(review("list", "nodes").body().contains("\"allowed\":false"));
        assertTrue(review("watch", "nodes").body().contains("\"allowed\":true"));
        assertEquals(403, get("/api/v1/nodes").statusCode());
        assertEquals(200, get("/api/v1/services").statusCode());
        member.simulated().faults().deny("create", "selfsubjectaccessreviews");
        assertEquals(403, review("list", "nodes").statusCode());
    }

    private HttpResponse<String> review(String verb, String plural) throws IOException, InterruptedException {
        String body =
                "{\"spec\":{\"resourceAttributes\":{\"verb\":\"%s\",\"resource\":\"%s\"}}}".formatted(verb, plural);
        return http.send(
                to("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aClockAndAVersionMayBeOthers() throws IOException, InterruptedException {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        assertFalse(date().isBefore(before));
        member.simulated().faults().clockSkew(-86_400);
        assertTrue(date().isBefore(before));
        member.simulated().faults().version("v1.30.1");
        assertTrue(get("/version").body().contains("v1.30.1"));
        assertTrue(date().isBefore(before));
    }

    private Instant date() throws IOException, InterruptedException {
        String date = get("/version").headers().firstValue("Date").orElseThrow();
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    }

    @Test
    void metadataIsGivenWithoutTheRest() throws IOException, InterruptedException {
        String accept = "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1";
        String path = "/api/v1/namespaces/kube-system/configmaps";
        String one = http.send(
                        to(path + "/cilium-config")
                                .header("Accept", accept.formatted(""))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        String list = http.send(
                        to(path).header("Accept", accept.formatted("List")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        for (String body : List.of(one, list)) {
            assertTrue(body.contains("\"kind\":\"PartialObjectMetadata"), body);
            assertTrue(body.contains("\"name\":\"cilium-config\""), body);
            assertFalse(body.contains("cluster-name"), body);
        }
    }

    @Test
    void anUnknownFaultIsRefused() throws IOException, InterruptedException {
        var put = to("/simulator/faults").PUT(HttpRequest.BodyPublishers.ofString("{\"quake\":true}"));
        var answer = http.send(put.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("quake"));
    }
}
