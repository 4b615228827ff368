package io.fleetmesh.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A simulated member under load: services that come, go and change, and what each of them was from when on. */
final class SoakMember {
    static final String NAMESPACE = "soak";
    private static final int SERVICES = 30;
    private static final String PATH = "/api/v1/namespaces/" + NAMESPACE + "/services";

    /** What a service is from some moment on; each change of it has a generation of its own. */
    record State(long generation, boolean there, boolean global) {
        boolean exported() {
            return there && global;
        }
    }

    private final String name;
    private final URI api;
    private final HttpClient http;
    private final Map<String, List<State>> history = new ConcurrentHashMap<>();
    private long changes;
    private boolean away;

    SoakMember(String name, URI api, HttpClient http) throws IOException, InterruptedException {
        this.name = name;
        this.api = api;
        this.http = http;
        faults("{}");
        // What an earlier run has left.
        var _ = send("DELETE", "/api/v1/namespaces/" + NAMESPACE, "application/json", "");
        var _ = send(
                "POST",
                "/api/v1/namespaces",
                "application/json",
                "{\"metadata\":{\"name\":\"%s\"}}".formatted(NAMESPACE));
        for (int i = 0; i < SERVICES; i++) {
            String service = "s" + i;
            history.put(service, new CopyOnWriteArrayList<>(List.of(new State(0, false, true))));
            create(service, next(service, true, true));
        }
    }

    String name() {
        return name;
    }

    long changes() {
        return changes;
    }

    /** What is asked of the API is written down before, so that whoever sees it finds it here. */
    private State next(String service, boolean there, boolean global) {
        List<State> states = history.get(service);
        State next = new State(states.getLast().generation() + 1, there, global);
        states.add(next);
        changes++;
        return next;
    }

    /** Changes some service, unless nobody can. */
    void change(Random random) throws IOException, InterruptedException {
        if (away) {
            return;
        }
        String service = "s" + random.nextInt(SERVICES);
        State now = history.get(service).getLast();
        if (!now.there()) {
            create(service, next(service, true, now.global()));
        } else if (random.nextInt(6) == 0) {
            var _ = next(service, false, now.global());
            var _ = send("DELETE", PATH + "/" + service, "application/json", "");
        } else {
            State next = next(service, true, random.nextInt(5) > 0);
            var _ = send(
                    "PATCH",
                    PATH + "/" + service,
                    "application/merge-patch+json",
                    "{\"metadata\":{\"labels\":{\"generation\":\"%d\"},\"annotations\":{\"service.cilium.io/global\":\"%s\"}}}"
                            .formatted(next.generation(), next.global()));
        }
    }

    private void create(String service, State state) throws IOException, InterruptedException {
        var _ = send("POST", PATH, "application/json", """
                {"metadata":{"name":"%s","annotations":{"service.cilium.io/global":"%s"},"labels":{"generation":"%d"}},
                 "spec":{"ports":[{"name":"http","port":80}]}}""".formatted(service, state.global(), state.generation()));
    }

    /** Sets the simulator's faults; an empty object ends them. */
    void faults(String json) throws IOException, InterruptedException {
        away = json.contains("apiAway");
        var _ = send("PUT", "/simulator/faults", "application/json", json);
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2 && answer.statusCode() != 404) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    /** Whether a service was not exported at some time after it had this generation. */
    boolean wasWithdrawnAfter(String service, long generation) {
        return history.getOrDefault(service, List.of()).stream()
                .anyMatch(state -> state.generation() > generation && !state.exported());
    }

    /** Generation by service, of those that are exported. */
    Map<String, Long> exported() {
        Map<String, Long> exported = new TreeMap<>();
        new ArrayList<>(history.keySet()).forEach(service -> {
            State now = history.get(service).getLast();
            if (now.exported()) {
                exported.put(service, now.generation());
            }
        });
        return exported;
    }
}
