package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.contract.Member;
import io.fleetmesh.controller.domain.SampleProfiles;
import io.fleetmesh.controller.domain.access.AppliedPlaces;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceWatchTest extends WatchedApi {
    private void service(String namespace, String name, int backends) {
        GlobalService service = new GlobalService(
                namespace, name, List.of(new Exporter("east", false, List.of(), backends)), List.of());
        services.set(services.history().map(before -> before.after(Map.of(service.key(), Optional.of(service)))));
    }

    @Test
    void servicesAreWatchedByThoseWhoMaySeeThem() throws IOException, InterruptedException {
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-shop}
                spec: {subjects: {users: [shop-op]}, role: viewer, namespaces: [shop]}
                """);
        service("shop", "cart", 1);
        BufferedReader lines = watch("globalservices?watch=true&resourceVersion=101", "shop-op");
        BufferedReader admins = watch("globalservices?watch=true&resourceVersion=100");
        assertEquals("BOOKMARK @101", next(lines));
        assertEquals("ADDED cart@101", next(admins));

        service("web", "front", 1);
        service("shop", "cart", 2);

        assertEquals("MODIFIED cart@103", next(lines));
        assertEquals("BOOKMARK @101", next(admins));
        assertEquals("ADDED front@102", next(admins));
        assertEquals("MODIFIED cart@103", next(admins));
        put("east", "prod");
        assertEndsWith(410, lines);
        assertEquals(410, ask("globalservices?watch=true&resourceVersion=99").statusCode());
        assertEquals(400, ask("globalservices?watch=maybe").statusCode());
    }

    /** Exporter {@code east} is declared no more, and drains from profile red until it has left. */
    @Test
    void servicesOfAMemberThatDrainsAreWatchedByThePeopleOfItsProfileUntilItHasLeft()
            throws IOException, InterruptedException {
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-red}
                spec: {subjects: {users: [red-op]}, role: viewer, profiles: [red]}
                """);
        put("""
                apiVersion: fleetmesh.io/v1alpha1
                kind: RoleBinding
                metadata: {name: of-blue}
                spec: {subjects: {users: [blue-op]}, role: viewer, profiles: [blue]}
                """);
        Member east = new Member("east", "red", "e", 1).leaving();
        applied = AppliedPlaces.of(List.of(
                new AppliedProfile("red", "p", SampleProfiles.labelled("tenant", "red"), Map.of(), List.of(east))));
        service("shop", "cart", 1);
        assertEquals(200, ask("globalservices/shop/cart", "red-op").statusCode());
        assertEquals(404, ask("globalservices/shop/cart", "blue-op").statusCode());
        BufferedReader reds = watch("globalservices?watch=true&resourceVersion=100", "red-op");
        BufferedReader blues = watch("globalservices?watch=true&resourceVersion=100", "blue-op");
        assertEquals("ADDED cart@101", next(reds));
        assertEquals("BOOKMARK @101", next(reds));
        assertEquals("BOOKMARK @101", next(blues));

        applied = AppliedPlaces.NONE;
        service("shop", "cart", 2);

        assertEndsWith(410, reds);
        assertEquals(404, ask("globalservices/shop/cart", "red-op").statusCode());
    }
}
