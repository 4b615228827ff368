package io.fleetmesh.oracle;

import io.fleetmesh.oracle.MemberHistory.Service;
import io.fleetmesh.oracle.MemberHistory.Workload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A simulated member under load, in a namespace of its own: services and their backends change, workloads come and go, and with
 * them addresses and identities. One thread changes it; any thread may ask what it holds.
 */
public final class BusyMember implements AutoCloseable {
    /** Of this run alone: what an earlier one has left is not judged. */
    static final String NAMESPACE = "busy-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private static final int SERVICES = 30;
    /** Together fewer pods than what a watcher takes for a mass delete. */
    private static final int WORKLOADS = 4;

    private static final int MOST_REPLICAS = 2;
    private static final String JSON = "application/json";
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String SERVICES_PATH = NAMESPACES + "/" + NAMESPACE + "/services";
    private static final String SLICES_PATH = "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices";
    private static final String DEPLOYMENTS_PATH = "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments";

    private final String name;
    private final URI api;
    private final HttpClient http;
    private final MemberHistory history = new MemberHistory();
    /** The workload that is there at each place, by the number of the place. */
    private final Map<Integer, String> workloads = new HashMap<>();

    private long changes;
    private boolean away;

    /** Ends the member's faults, and begins with all services and workloads. */
    public BusyMember(String name, URI api, HttpClient http) throws IOException, InterruptedException {
        this.name = name;
        this.api = api;
        this.http = http;
        faults("{}");
        send("POST", NAMESPACES, JSON, "{\"metadata\":{\"name\":\"%s\"}}".formatted(NAMESPACE));
        for (int i = 0; i < SERVICES; i++) {
            String service = "s" + i;
            history.backends(service, Set.of(address(i, 1)));
            send("POST", SLICES_PATH, JSON, slice(service));
            create(service, history.service(service, true, true));
        }
        for (int place = 0; place < WORKLOADS; place++) {
            begin(place, 1);
        }
    }

    /** Its name, which is that of its cluster. */
    public String name() {
        return name;
    }

    /** How often it was changed. */
    public long changes() {
        return changes;
    }

    MemberHistory history() {
        return history;
    }

    /** Changes some service, its backends, or some workload, unless nobody can. */
    public void change(Random random) throws IOException, InterruptedException {
        if (away) {
            return;
        }
        changes++;
        int number = random.nextInt(SERVICES);
        switch (random.nextInt(8)) {
            case 0 -> replaceWorkload(random);
            case 1, 2 -> moveBackends(number, random);
            default -> changeService("s" + number, random);
        }
    }

    private void changeService(String service, Random random) throws IOException, InterruptedException {
        Service now = history.service(service);
        if (!now.there()) {
            create(service, history.service(service, true, now.global()));
        } else if (random.nextInt(6) == 0) {
            var _ = history.service(service, false, now.global());
            send("DELETE", SERVICES_PATH + "/" + service, JSON, "");
        } else {
            Service next = history.service(service, true, random.nextInt(5) > 0);
            send(
                    "PATCH",
                    SERVICES_PATH + "/" + service,
                    "application/merge-patch+json",
                    "{\"metadata\":{\"labels\":{\"generation\":\"%d\"},\"annotations\":{\"service.cilium.io/global\":\"%s\"}}}"
                            .formatted(next.generation(), next.global()));
        }
    }

    private void create(String service, Service state) throws IOException, InterruptedException {
        send("POST", SERVICES_PATH, JSON, """
            {"metadata":{"name":"%s","annotations":{"service.cilium.io/global":"%s"},"labels":{"generation":"%d"}},
             "spec":{"ports":[{"name":"http","port":80}]}}\
            """.formatted(service, state.global(), state.generation()));
    }

    private void moveBackends(int number, Random random) throws IOException, InterruptedException {
        Set<String> addresses = new TreeSet<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            addresses.add(address(number, 1 + random.nextInt(250)));
        }
        String service = "s" + number;
        history.backends(service, addresses);
        send("PUT", SLICES_PATH + "/" + service, JSON, slice(service));
    }

    private static String address(int service, int number) {
        return "10.250." + service + "." + number;
    }

    /** Of the service's backends as they are noted. */
    private String slice(String service) {
        return """
            {"metadata":{"name":"%1$s","labels":{"kubernetes.io/service-name":"%1$s"}},
             "addressType":"IPv4","ports":[{"name":"http","protocol":"TCP","port":8080}],"endpoints":[%2$s]}\
            """.formatted(
                service,
                history.backends(service).stream()
                        .map(address -> "{\"addresses\":[\"%s\"],\"conditions\":{\"ready\":true}}".formatted(address))
                        .collect(Collectors.joining(",")));
    }

    /** Where a workload is it goes, and where none is one comes, at times with the identity of the one before. */
    private void replaceWorkload(Random random) throws IOException, InterruptedException {
        int place = random.nextInt(WORKLOADS);
        String there = workloads.remove(place);
        if (there == null) {
            begin(place, 1 + random.nextInt(MOST_REPLICAS));
        } else {
            history.workload(there, new Workload(0, false));
            send("DELETE", DEPLOYMENTS_PATH + "/" + there, JSON, "");
        }
    }

    private void begin(int place, int replicas) throws IOException, InterruptedException {
        String workload = "w" + place + "-" + changes;
        workloads.put(place, workload);
        history.workload(workload, new Workload(replicas, true));
        send("POST", DEPLOYMENTS_PATH, JSON, """
            {"metadata":{"name":"%1$s"},"spec":{"replicas":%3$d,"selector":{"matchLabels":{"place":"w%2$d"}},
             "template":{"metadata":{"labels":{"place":"w%2$d"}},
                         "spec":{"containers":[{"name":"app","image":"app"}]}}}}\
            """.formatted(workload, place, replicas));
    }

    /** The workload that a pod belongs to. */
    static String workloadOf(String pod) {
        int place = pod.indexOf('-');
        return pod.substring(0, pod.indexOf('-', place + 1));
    }

    /** Sets the simulator's faults, as JSON; an empty object ends them. */
    public void faults(String json) throws IOException, InterruptedException {
        away = json.contains("apiAway");
        send("PUT", "/simulator/faults", JSON, json);
    }

    private void send(String method, String path, String type, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2 && answer.statusCode() != 404) {
            throw new IOException(
                    name + ": " + method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Deletes all that it has created. */
    @Override
    public void close() throws IOException {
        try {
            send("DELETE", NAMESPACES + "/" + NAMESPACE, JSON, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
