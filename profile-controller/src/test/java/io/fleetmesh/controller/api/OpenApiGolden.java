package io.fleetmesh.controller.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fleetmesh.contract.resource.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/openapi.json} is what the API says of itself; {@code -Dfleetmesh.openapi=write} writes it anew. */
class OpenApiGolden {
    private static final Path FILE = Path.of("../docs/openapi.json");
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void theDocumentIsThatOfTheRoutes() throws IOException {
        String made = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(OpenApi.document()) + "\n";
        if ("write".equals(System.getProperty("fleetmesh.openapi"))) {
            Files.writeString(FILE, made);
        }
        assertEquals(
                made,
                Files.exists(FILE) ? Files.readString(FILE) : "no such file",
                FILE + " is out of date; -Dfleetmesh.openapi=write writes it");
    }

    @Test
    void whatIsRoutedIsDescribedAndNothingElse() {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new IntentApi(Optional::empty).mount(router);
            Watches watches = new Watches(Optional::empty);
            Access access = new Access(new LocalOnly(), Optional::empty);
            new GlobalServiceApi(Optional::empty, access, watches).mount(router);
            new ClusterIdApi(Optional::empty).mount(router);
            new CheckApi(Optional::empty, access).mount(router);
            new PlanApi(Optional::empty, access, watches).mount(router);
            new MemberStatusApi(Optional::empty, access, watches).mount(router);
            new ExportApi(Optional::empty).mount(router);
            OpenApi.mount(router);
            Set<String> routed = router.getRoutes().stream()
                    .filter(route -> route.methods() != null)
                    .flatMap(OpenApiGolden::expanded)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> described = Operation.all().stream()
                    .map(operation -> operation.method() + " " + operation.path())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(described, routed);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Stream<String> expanded(Route route) {
        String path = route.getPath().substring(IntentApi.ROOT.length());
        List<String> plurals = Arrays.stream(Kind.values()).map(Kind::plural).toList();
        return route.methods().stream()
                .map(HttpMethod::name)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .flatMap(method -> plurals.stream()
                        .map(plural ->
                                method + " " + path.replace(":plural", plural).replaceAll(":(\\w+)", "{$1}")));
    }

    @Test
    void eachReferenceLeadsSomewhereAndEachOperationHasANameOfItsOwn() {
        JsonNode document = OpenApi.document();
        List<String> ids = document.findValuesAsText("operationId");
        assertEquals(ids.size(), Set.copyOf(ids).size(), ids.toString());
        for (String reference : document.findValuesAsText("$ref")) {
            assertTrue(!document.at(reference.substring(1)).isMissingNode(), reference);
        }
    }
}
