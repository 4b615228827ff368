package io.fleetmesh.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A member's Kubernetes API, where global services of one namespace are made and changed. Every call may fail late. */
final class ServicesApi implements AutoCloseable {
    /** How a call goes to the API; it fails if it is not answered with success. */
    interface Calls {
        CompletableFuture<?> send(String method, String path, String type, String body);
    }

    /** Of a service that has any. */
    static final int ENDPOINTS = 5;

    private final URI address;
    private final HttpClient http;
    private final Optional<String> token;
    private final String namespace;

    /** @param http closed with this */
    ServicesApi(URI address, HttpClient http, Optional<String> token, String namespace) {
        this.address = address;
        this.http = http;
        this.token = token;
        this.namespace = namespace;
    }

    CompletableFuture<?> createNamespace() {
        return send(
                "POST", "/api/v1/namespaces", "application/json", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
    }

    CompletableFuture<?> deleteNamespace() {
        return send("DELETE", "/api/v1/namespaces/" + namespace, "application/json", "");
    }

    CompletableFuture<?> create(String name) {
        return send("POST", services(), "application/json", """
                {"metadata":{"name":"%s","annotations":{"service.cilium.io/global":"true"},"labels":{"bench":"0"}},
                 "spec":{"ports":[{"name":"http","port":80}]}}""".formatted(name));
    }

    /** Five ready endpoints of a service, as the controller of slices would write them. */
    CompletableFuture<?> createEndpoints(String name, int number) {
        StringBuilder endpoints = new StringBuilder();
        for (int i = 0; i < ENDPOINTS; i++) {
            endpoints
                    .append(i == 0 ? "" : ",")
                    .append("{\"addresses\":[\"")
                    .append(StoreRig.address(10, number * ENDPOINTS + i))
                    .append("\"],\"conditions\":{\"ready\":true,\"serving\":true},\"nodeName\":\"n1\"}");
        }
        return send(
                "POST",
                "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices",
                "application/json",
                """
                {"metadata":{"name":"%s-1","labels":{"kubernetes.io/service-name":"%s",
                 "endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io"}},
                 "addressType":"IPv4","ports":[{"name":"http","protocol":"TCP","port":8080}],"endpoints":[%s]}""".formatted(name, name, endpoints));
    }

    CompletableFuture<?> change(String name, long number) {
        return change(this::send, name, number);
    }

    /** The same by another way. */
    CompletableFuture<?> change(Calls way, String name, long number) {
        return way.send(
                "PATCH",
                services() + "/" + name,
                "application/merge-patch+json",
                "{\"metadata\":{\"labels\":{\"bench\":\"" + number + "\"}}}");
    }

    private String services() {
        return "/api/v1/namespaces/" + namespace + "/services";
    }

    CompletableFuture<?> send(String method, String path, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> {
                    if (answer.statusCode() / 100 != 2) {
                        throw new IllegalStateException(
                                method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
                    }
                    return answer;
                });
    }

    @Override
    public void close() {
        http.close();
    }
}
