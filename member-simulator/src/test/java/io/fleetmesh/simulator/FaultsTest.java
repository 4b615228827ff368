package io.fleetmesh.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
    void anUnknownFaultIsRefused() throws IOException, InterruptedException {
        var put = to("/simulator/faults").PUT(HttpRequest.BodyPublishers.ofString("{\"quake\":true}"));
        var answer = http.send(put.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("quake"));
    }
}
