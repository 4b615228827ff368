package io.fleetmesh.realkubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** The API server's store. Asked by its JSON gateway. */
final class Etcd implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final String url;
    private final Child process;
    private final HttpClient http = HttpClient.newHttpClient();

    private Etcd(String url, Child process) {
        this.url = url;
        this.process = process;
    }

    static Etcd start(Path directory, String program, int port, int peerPort) throws IOException {
        String url = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + peerPort;
        Child process = Child.start(
                directory,
                "etcd",
                program,
                List.of(
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + url,
                        "--advertise-client-urls=" + url,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--unsafe-no-fsync"));
        Etcd etcd = new Etcd(url, process);
        process.await(() -> etcd.revision() > 0);
        return etcd;
    }

    String url() {
        return url;
    }

    /** Forgets all revisions before the present one. */
    void compact() {
        JsonNode _ = call("/v3/kv/compaction", "{\"revision\": \"" + revision() + "\", \"physical\": true}");
    }

    private long revision() {
        return call("/v3/maintenance/status", "{}")
                .path("header")
                .path("revision")
                .asLong();
    }

    private JsonNode call(String path, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path + " was interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.close();
    }
}
