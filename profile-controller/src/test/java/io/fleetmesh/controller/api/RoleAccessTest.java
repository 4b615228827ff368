package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.GlobalService.Conflict;
import io.fleetmesh.contract.GlobalService.Exporter;
import io.fleetmesh.controller.domain.History;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What callers see and change by their roles. */
class RoleAccessTest extends SecuredApi {
    @Test
    void twoTenantsCannotListEachOther() {
        listen(Optional.empty());
        tenants(operator("root"));
        IssuedFiles red = operator("red-op");

        assertEquals(List.of("red-1"), names(get(red, "members")));
        assertEquals(List.of("red"), names(get(red, "networkprofiles")));
        assertEquals(List.of(), names(get(red, "rolebindings")));
        assertEquals(200, get(red, "members/red-1").status());
        assertEquals(404, get(red, "members/blue-1").status());
        assertEquals(
                get(red, "members/blue-1").body().getString("detail").replace("blue-1", "x"),
                get(red, "members/none").body().getString("detail").replace("none", "x"));
        assertEquals(403, member(red, "blue-1", "red"));
        assertEquals(403, member(red, "red-1", "blue"));
        assertEquals(
                200,
                put(
                        red,
                        "members",
                        "red-1",
                        object("Member", "red-1", "{tenant: red, a: b}", "{kubeconfig: {name: red-1}}")));
        assertEquals(
                404,
                ask(Optional.of(red), Optional.empty(), HttpMethod.DELETE, "members/blue-1", "")
                        .status());
    }

    /** The watcher would send it the credentials of red-1.kubeconfig. */
    @Test
    void anOperatorOfOneProfileCannotSendCredentialsToAServerOfTheirOwn() {
        listen(Optional.empty());
        tenants(operator("root"));
        String redirected = object("Member", "red-1", "{tenant: red}", "{address: 'https://mine:6443'}");

        Got refused =
                ask(Optional.of(operator("red-op")), Optional.empty(), HttpMethod.PUT, "members/red-1", redirected);

        assertEquals(403, refused.status());
        assertEquals(
                "spec.address",
                refused.body().getJsonArray("errors").getJsonObject(0).getString("field"));
        assertEquals(200, put(operator("root"), "members", "red-1", redirected));
        assertEquals(
                200,
                put(
                        operator("red-op"),
                        "members",
                        "red-1",
                        object("Member", "red-1", "{tenant: red, a: b}", "{address: 'https://mine:6443'}")));
    }

    @Test
    void whoHasNoRoleSeesNothingAndChangesNothing() {
        listen(Optional.empty());
        tenants(operator("root"));
        IssuedFiles nobody = operator("nobody");

        assertEquals(List.of(), names(get(nobody, "members")));
        assertEquals(403, member(nobody, "x", "red"));
        assertEquals(403, role(nobody, "red", "admin", "users: [nobody]"));
    }

    @Test
    void whoSeesAServiceSeesOnlyTheExportersOfTheOwnTenant() {
        listen(Optional.empty());
        tenants(operator("root"));
        GlobalService shared = new GlobalService(
                "pay",
                "api",
                List.of(new Exporter("blue-1", false, List.of(), 1), new Exporter("red-1", false, List.of(), 2)),
                List.of(new Conflict("type", "blue-1: ClusterIP, red-1: headless")));
        GlobalService blues =
                new GlobalService("pay", "db", List.of(new Exporter("blue-1", false, List.of(), 1)), List.of());
        services.set(Optional.of(History.begin(Map.of(shared.key(), shared, blues.key(), blues), 1)));
        IssuedFiles red = operator("red-op");

        assertEquals(List.of("api"), names(get(red, "globalservices")));
        assertFalse(get(red, "globalservices").body().encode().contains("blue"));
        assertFalse(get(red, "globalservices/pay/api").body().encode().contains("blue"));
        assertEquals(404, get(red, "globalservices/pay/db").status());
        assertEquals(List.of("api", "db"), names(get(operator("root"), "globalservices")));
        assertEquals(List.of(), names(get(operator("nobody"), "globalservices")));
    }

    @Test
    void whatNoRuleKnowsIsForAdminsOnly() {
        listen(Optional.empty());
        tenants(operator("root"));

        assertEquals(
                403,
                ask(Optional.of(operator("red-op")), Optional.empty(), HttpMethod.DELETE, "everything", "")
                        .status());
        assertEquals(
                200,
                ask(Optional.of(operator("root")), Optional.empty(), HttpMethod.DELETE, "everything", "")
                        .status());
    }
}
