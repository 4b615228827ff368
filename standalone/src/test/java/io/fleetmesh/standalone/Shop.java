package io.fleetmesh.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** Services of namespace {@code shop} in one member, changed as a user would, and what becomes of them in a store. */
final class Shop {
    static final String NAMESPACE = "shop";
    static final String GLOBAL = "service.cilium.io/global";
    static final String SHARED = "service.cilium.io/shared";

    private final String member;
    private final KubernetesClient client;

    Shop(String member, KubernetesClient client) {
        this.member = member;
        this.client = client;
    }

    /** Where agents of others read the service. */
    String key(String service) {
        return prefix() + NAMESPACE + "/" + service;
    }

    String prefix() {
        return "cilium/cache/services/v1/" + member + "/";
    }

    /** A Service with a Deployment behind it. */
    void create(String name, int replicas, Map<String, String> annotations) {
        Map<String, String> labels = Map.of("app", name);
        var _ = client.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .withNewSelector()
                        .withMatchLabels(labels)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage("app")
                        .addNewPort()
                        .withContainerPort(8080)
                        .endPort()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        var _ = client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(labels)
                        .addNewPort()
                        .withName("http")
                        .withPort(80)
                        .withNewTargetPort(8080)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }

    void delete(String name) {
        var _ = client.services().inNamespace(NAMESPACE).withName(name).delete();
        var _ = client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .delete();
    }

    void annotate(String name, String annotation, String value) {
        edit(
                name,
                builder -> builder.editMetadata()
                        .addToAnnotations(annotation, value)
                        .endMetadata());
    }

    void unannotate(String name, String annotation) {
        edit(
                name,
                builder ->
                        builder.editMetadata().removeFromAnnotations(annotation).endMetadata());
    }

    private void edit(String name, java.util.function.UnaryOperator<ServiceBuilder> change) {
        var _ = client.services()
                .inNamespace(NAMESPACE)
                .withName(name)
                .edit((Service service) ->
                        change.apply(new ServiceBuilder(service)).build());
    }

    void scale(String name, int replicas) {
        var _ = client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .scale(replicas);
    }

    /** Waits until {@code store} shows the service with so many backends, or not at all. */
    void awaitBackends(StoreClient store, String service, Optional<Integer> backends) {
        Awaitility.await(service + " has " + backends + " backends")
                .atMost(Fleet.PATIENCE)
                .until(() -> backends(store, service).equals(backends));
    }

    /** How many backends {@code store} shows for the service; empty if it shows no service. */
    Optional<Integer> backends(StoreClient store, String service) {
        return Optional.ofNullable(store.get(key(service)).get(key(service))).map(Shop::backends);
    }

    private static int backends(String value) {
        try {
            JsonNode json = new ObjectMapper().readTree(value);
            return json.path("backends").size();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the store's value is no JSON: " + value, e);
        }
    }
}
