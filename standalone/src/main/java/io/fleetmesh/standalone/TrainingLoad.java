package io.fleetmesh.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Changes that walk through all processes, so that the caches hold what is hot and not only what a start loads. */
final class TrainingLoad {
    private static final int CHANGES = 4_000;
    private static final int AT_ONCE = 16;

    private final URI api;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    /** @param api of a simulated member */
    TrainingLoad(URI api) {
        this.api = api;
    }

    void run() throws IOException {
        List<String> services = globalServices();
        for (int i = 0; i < CHANGES; i++) {
            change(services, i);
        }
        // Many at once take other ways than one alone.
        try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Void>> calls = new ArrayList<>();
            for (int i = 0; i < CHANGES; i++) {
                int number = CHANGES + i;
                calls.add(callers.submit(() -> {
                    change(services, number);
                    return null;
                }));
            }
            for (Future<Void> call : calls) {
                var _ = call.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private void change(List<String> services, int number) throws IOException {
        var _ = send(HttpRequest.newBuilder(api.resolve(services.get(number % services.size())))
                .header("Content-Type", "application/merge-patch+json")
                .method(
                        "PATCH",
                        HttpRequest.BodyPublishers.ofString(
                                "{\"metadata\":{\"labels\":{\"training\":\"%d\"}}}".formatted(number)))
                .build());
    }

    private List<String> globalServices() throws IOException {
        List<String> paths = new ArrayList<>();
        JsonNode list = json.readTree(
                send(HttpRequest.newBuilder(api.resolve("/api/v1/services")).build()));
        for (JsonNode item : list.path("items")) {
            JsonNode metadata = item.path("metadata");
            if (metadata.path("annotations")
                    .path("service.cilium.io/global")
                    .asText()
                    .equals("true")) {
                paths.add("/api/v1/namespaces/" + metadata.path("namespace").asText() + "/services/"
                        + metadata.path("name").asText());
            }
        }
        return paths;
    }

    private String send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(request + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
