package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.authority.domain.Subject;
import io.fleetmesh.controller.domain.access.Caller;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Who comes in by a certificate, and who does not. */
class CertificateAccessTest extends SecuredApi {
    @Test
    void anOperatorIsKnownByTheCertificateOfTheMeshCa() {
        listen(Optional.empty());

        assertEquals(201, member(operator("root"), "east", "red"));

        assertEquals(Optional.of(new Caller("root", Set.of(), Caller.By.CERTIFICATE, true)), kept.caller());
    }

    @Test
    void certificatesOfAgentsAndStoresAreNobody() {
        listen(Optional.empty());

        Got agent = get(issued(new Subject.ConsumerClient("east"), "east"), "members");
        Got store =
                get(issued(new Subject.StoreServer("mesh-store", List.of("localhost"), List.of()), "store"), "members");

        assertEquals(401, agent.status());
        assertTrue(
                agent.body().getString("detail").contains("no operator's"),
                agent.body().encode());
        assertTrue(String.valueOf(agent.challenge()).startsWith("ClientCertificate"));
        assertEquals(401, store.status());
    }

    @Test
    void withoutACertificateOfThisCaNobodyComesIn() {
        listen(Optional.empty());
        IssuedFiles foreign = issued(ca("other"), new Subject.Operator("root"), "foreign", MONTH);

        assertThrows(CompletionException.class, () -> get(foreign, "members"));
        assertThrows(
                CompletionException.class,
                () -> ask(Optional.empty(), Optional.empty(), HttpMethod.GET, "members", ""));
    }

    @Test
    void aServersCertificateIsNoClientsWhateverItIsCalled() {
        listen(Optional.empty());

        assertThrows(CompletionException.class, () -> get(server, "members"));
    }

    @Test
    void aNewCertificateHoldsForNewConnections() {
        ApiListener made = listen(Optional.empty());
        IssuedFiles root = operator("root");
        Got before = get(root, "members");

        issued(
                authority,
                new Subject.ApiServer(List.of("localhost"), List.of("127.0.0.1")),
                "_api",
                Duration.ofDays(2));
        made.look().toCompletionStage().toCompletableFuture().join();

        assertNotEquals(before.server(), get(root, "members").server());
    }
}
