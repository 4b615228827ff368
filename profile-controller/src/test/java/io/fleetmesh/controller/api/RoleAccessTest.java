package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.vertx.core.http.HttpMethod;
import java.util.List;
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
                        object("Member", "red-1", "{tenant: red, a: b}", "{address: 'https://10.0.0.1:6443'}")));
        assertEquals(
                404,
                ask(Optional.of(red), Optional.empty(), HttpMethod.DELETE, "members/blue-1", "")
                        .status());
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
    void whatNoRuleKnowsIsForAdminsOnly() {
        listen(Optional.empty());
        tenants(operator("root"));

        assertEquals(
                403,
                ask(Optional.of(operator("red-op")), Optional.empty(), HttpMethod.DELETE, "everything", "")
                        .status());
        assertEquals(403, get(operator("red-op"), "globalservices").status());
        assertEquals(
                200,
                ask(Optional.of(operator("root")), Optional.empty(), HttpMethod.DELETE, "everything", "")
                        .status());
    }
}
