package io.fleetmesh.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Documents;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Declares the sample fleet as it is, and applies the plan for it: which changes nothing, and makes the profile answer for its members. */
final class SampleProfile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration ONE_REQUEST = Duration.ofSeconds(15);
    private static final int UNAVAILABLE = 503;
    private static final int CONFLICT = 409;
    /** The reason why a plan is refused that rests on what is known no more. */
    private static final String OUT_OF_DATE = "OUT_OF_DATE";

    private static final int GOOD_END = 300;

    private final String api;
    private final HttpClient http;

    private SampleProfile(String api, HttpClient http) {
        this.api = api + "/apis/" + Kind.API_VERSION + "/";
        this.http = http;
    }

    /**
     * Declares what the manifests say, and applies the plan.
     *
     * @throws Refusal if the service does not take it
     */
    static void apply(String api, List<Path> manifests) throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            SampleProfile sample = new SampleProfile(api, http);
            for (Path manifest : manifests) {
                sample.declare(manifest);
            }
            sample.planAndApply();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted while declaring the sample fleet", e);
        }
    }

    private void declare(Path manifest) throws IOException, InterruptedException {
        if (!(DocumentReader.read(Files.readAllBytes(manifest)) instanceof Documents.Read(List<JsonNode> documents))) {
            throw new Refusal("cannot read " + manifest);
        }
        for (JsonNode document : documents) {
            if (!(Manifests.check(document) instanceof Checked.Good(Intent intent))) {
                throw new Refusal(manifest + " has an object that cannot be: " + Manifests.check(document));
            }
            var _ = ask(
                    "PUT",
                    intent.kind().plural() + "/" + intent.metadata().name(),
                    Manifests.write(intent).toString());
        }
    }

    /** Again as long as something has been learnt of members between plan and application, as is usual while they are being read. */
    private void planAndApply() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            JsonNode plan = ask("POST", Kind.NETWORK_PROFILE.plural() + "/" + Run.PROFILE + "/plan", "");
            HttpResponse<String> answer =
                    send("POST", "plans/" + plan.path("id").asText() + "/apply", "");
            if (answer.statusCode() == CONFLICT && answer.body().contains(OUT_OF_DATE) && !isLate(begun)) {
                LockSupport.parkNanos(PAUSE.toNanos());
            } else {
                taken(answer);
                return;
            }
        }
    }

    private JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        return JSON.readTree(taken(send(method, path, body)));
    }

    private static String taken(HttpResponse<String> answer) {
        if (answer.statusCode() >= GOOD_END) {
            throw new Refusal("the sample fleet is not declared: " + answer.body());
        }
        return answer.body();
    }

    private static boolean isLate(long begun) {
        return System.nanoTime() - begun > PATIENCE.toNanos();
    }

    /** Again and again while the service says that it cannot answer now. */
    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(api + path))
                            .timeout(ONE_REQUEST)
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() != UNAVAILABLE || isLate(begun)) {
                return answer;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
