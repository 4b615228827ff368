package io.fleetmesh.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Asks the services of a run how they are, over HTTP, whether they share a process or not. */
final class HealthProbe implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Run run;
    private final HttpClient http = HttpClient.newHttpClient();

    HealthProbe(Run run) {
        this.run = run;
    }

    /** Whether {@code service} says that it is ready. */
    boolean ready(FleetProcess service) {
        return "true".equals(details(service).get(service.processName()));
    }

    /** What the process of {@code service} says of its services; empty if it does not answer. */
    Map<String, String> details(FleetProcess service) {
        return details(http, RunFile.http(run, service));
    }

    /** The same for the process whose HTTP is at {@code address}. */
    static Map<String, String> details(HttpClient http, String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/q/health/ready"))
                .timeout(PATIENCE)
                .build();
        try {
            return read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted while asking " + address, e);
        }
    }

    private static Map<String, String> read(String body) throws IOException {
        Map<String, String> details = new TreeMap<>();
        for (JsonNode check : JSON.readTree(body).path("checks")) {
            check.path("data")
                    .properties()
                    .forEach(entry ->
                            details.put(entry.getKey(), entry.getValue().asText()));
        }
        return details;
    }

    @Override
    public void close() {
        http.close();
    }
}
