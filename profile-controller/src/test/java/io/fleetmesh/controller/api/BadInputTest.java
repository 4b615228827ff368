package io.fleetmesh.controller.api;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fleetmesh.authority.ca.IssuedFiles;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is asked, the answer is a small problem that names object, field, value and what was expected; nothing is changed by it, and
 * the next request is answered.
 */
class BadInputTest extends SecuredApi {
    private static final int SMALL = 64 * 1024;
    private static final int MOST_BYTES = 256 * 1024;
    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";
    private static final String HEAD =
            "apiVersion: fleetmesh.io/v1alpha1\nkind: Member\nmetadata: {name: east}\nspec: ";
    private static final String EAST = HEAD + "{address: 'https://10.0.0.1:6443'}\n";
    private static final String MEMBER = "Member/east";

    private IssuedFiles root;
    private HttpClient client;

    /**
     * What is sent, and what must be said of it.
     *
     * @param detail how it begins
     */
    record Bad(
            String what,
            String type,
            Buffer body,
            int status,
            String problem,
            String object,
            String field,
            String detail) {
        Bad(String what, String type, String body, int status, String problem, String object, String field) {
            this(what, type, Buffer.buffer(body), status, problem, object, field, "");
        }

        Bad(String what, String type, byte[] body, int status, String problem, String object, String field) {
            this(what, type, Buffer.buffer(body), status, problem, object, field, "");
        }

        Bad saying(String beginning) {
            return new Bad(what, type, body, status, problem, object, field, beginning);
        }

        static Bad document(String what, String type, String body) {
            return new Bad(what, type, body, 400, "malformed", "body", "document");
        }

        static Bad spec(String spec, String field) {
            return new Bad(spec, YAML, HEAD + spec, 422, "invalid", MEMBER, field);
        }

        @Override
        public String toString() {
            return what.substring(0, Math.min(60, what.length()));
        }
    }

    private record Said(int status, Map<String, String> headers, int bytes, JsonObject body) {}

    @BeforeEach
    void serve() {
        root = operator("root");
        var _ = listen(Optional.empty());
        client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(server.authority().toString()))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(root.certificate().toString())
                        .setKeyPath(root.key().toString())));
        assertEquals(
                201,
                ask(HttpMethod.PUT, "members/east", YAML, EAST.getBytes(UTF_8)).status());
    }

    private Said ask(HttpMethod method, String path, String type, byte[] body) {
        return ask(method, path, Map.of("Content-Type", type), body);
    }

    private Said ask(HttpMethod method, String path, Map<String, String> headers, byte[] body) {
        try {
            return client.request(method, listener.orElseThrow().port(), "localhost", API + path)
                    .compose(request -> {
                        headers.forEach(request::putHeader);
                        // On the connection's own thread, or the body can have passed before anybody asks for it.
                        return request.send(Buffer.buffer(body)).compose(BadInputTest::said);
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    private static Future<Said> said(HttpClientResponse answer) {
        return answer.body()
                .map(bytes -> new Said(
                        answer.statusCode(),
                        answer.headers().entries().stream()
                                .collect(Collectors.toMap(
                                        header -> header.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue)),
                        bytes.length(),
                        bytes.toJsonObject()));
    }

    /** The first error of a refusal that is as it must be, after which the next request is answered as before. */
    private JsonObject refused(int status, String problem, Said said) {
        String text = said.body().encode();
        String shown = text.substring(0, Math.min(500, text.length()));
        assertEquals(status, said.status(), shown);
        assertEquals("application/problem+json", said.headers().get("content-type"), shown);
        assertEquals("urn:fleetmesh:problem:" + problem, said.body().getString("type"), shown);
        assertTrue(said.bytes() <= SMALL, "an answer of " + said.bytes() + " bytes");
        assertFalse(said.body().getString("detail").isEmpty(), shown);
        JsonArray errors = said.body().getJsonArray("errors");
        JsonObject error = errors.getJsonObject(0);
        for (String part : List.of("object", "field", "value", "expected")) {
            assertFalse(error.getString(part).isEmpty(), part + " of " + shown);
        }
        Said next = ask(HttpMethod.GET, "members/east", YAML, new byte[0]);
        assertEquals(200, next.status());
        assertEquals("https://10.0.0.1:6443", next.body().getJsonObject("spec").getString("address"));
        return error;
    }

    private static String bomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        return bomb.toString();
    }

    private static byte[] bytes(String before, int... odd) {
        Buffer all = Buffer.buffer(before);
        for (int one : odd) {
            all.appendByte((byte) one);
        }
        return all.getBytes();
    }

    static Stream<Bad> documents() {
        String many = IntStream.range(0, 15_000).mapToObj(i -> "f" + i + ": 1").collect(Collectors.joining(", "));
        String fresh = "\u0001".repeat(100);
        return Stream.of(
                Bad.spec("[]", "spec"),
                Bad.spec("{address: 7}", "spec.address"),
                Bad.spec("{address: ['https://10.0.0.1']}", "spec.address"),
                Bad.spec("{address: 'https://10.0.0.1', region: {a: b}}", "spec.region"),
                Bad.spec("{address: 'https://10.0.0.1', placement: true}", "spec.placement"),
                Bad.spec("{kubeconfig: east}", "spec.kubeconfig"),
                Bad.spec("{address: 'https://10.0.0.1', colour: red}", "spec.colour"),
                Bad.spec("{address: 'https://10.0.0.1', clusterID: 7}", "spec.clusterID"),
                Bad.spec("{address: 'https://10.0.0.1', " + many + "}", "spec.f0"),
                Bad.spec("{address: 'https://10.0.0.1', region: '" + "x".repeat(200_000) + "'}", "spec.region"),
                new Bad(
                        "many names that are long and must be escaped",
                        JSON,
                        "{\"apiVersion\": \"fleetmesh.io/v1alpha1\", \"kind\": \"Member\", \"metadata\": {\"name\": \"east\"}, \"spec\": {"
                                + IntStream.range(0, 300)
                                        .mapToObj(
                                                i -> "\"" + fresh.replace("\u0001", "\\u0001") + i + "\": \"\\u0001\"")
                                        .collect(Collectors.joining(","))
                                + "}}",
                        422,
                        "invalid",
                        MEMBER,
                        "spec." + "\\u0001".repeat(100) + "0"),
                new Bad(
                        "NUL in a text",
                        JSON,
                        "{\"apiVersion\": \"fleetmesh.io/v1alpha1\", \"kind\": \"Member\", \"metadata\": {\"name\": \"east\"},"
                                + " \"spec\": {\"address\": \"https://a\\u0000b\"}}",
                        422,
                        "invalid",
                        MEMBER,
                        "spec.address"),
                new Bad(
                        "a number as name",
                        YAML,
                        EAST.replace("east", "7"),
                        422,
                        "invalid",
                        "Member/7",
                        "metadata.name"),
                new Bad(
                        "a Cyrillic name",
                        YAML,
                        EAST.replace("east", "\u0435ast"),
                        422,
                        "invalid",
                        "Member/\\u0435ast",
                        "metadata.name"),
                new Bad(
                        "a Cyrillic kind",
                        YAML,
                        EAST.replace("Member", "M\u0435mber"),
                        422,
                        "invalid",
                        "M\\u0435mber/east",
                        "kind"),
                new Bad("another kind", YAML, EAST.replace("Member", "Pod"), 422, "invalid", "Pod/east", "kind"),
                new Bad("another version", YAML, EAST.replace("v1alpha1", "v1"), 422, "invalid", MEMBER, "apiVersion"),
                new Bad(
                        "another name",
                        YAML,
                        EAST.replace("east", "west"),
                        422,
                        "invalid",
                        "Member/west",
                        "metadata.name"),
                new Bad("no object", YAML, "7", 422, "invalid", "?/?", "document"),
                new Bad("a list", JSON, "[{\"a\": 1}]", 422, "invalid", "?/?", "document"),
                new Bad(
                                "just above the limit",
                                YAML,
                                EAST + "#" + "x".repeat(MOST_BYTES - EAST.length()),
                                413,
                                "too_large",
                                "body",
                                "length")
                        .saying("expected at most 262144 bytes"),
                new Bad(
                        "far above the limit",
                        YAML,
                        EAST + "#" + "x".repeat(20 << 20),
                        413,
                        "too_large",
                        "body",
                        "length"),
                Bad.document("nothing", YAML, "").saying("expected one document, found 0"),
                Bad.document("null", YAML, "null"),
                Bad.document("two documents", YAML, EAST + "---\n" + EAST).saying("expected one document, found 2"),
                Bad.document("two documents of JSON", JSON, "{\"a\": 1} {\"a\": 1}"),
                Bad.document("half a document", JSON, "{\"a\": "),
                Bad.document("half a document of YAML", YAML, "{\"a\":")
                        .saying("line 1, column 6: Unexpected end-of-input"),
                Bad.document("deep", YAML, "[".repeat(100_000)),
                Bad.document(
                        "deep by indentation",
                        YAML,
                        IntStream.range(0, 500)
                                .mapToObj(i -> " ".repeat(i) + "a:\n")
                                .collect(Collectors.joining())),
                Bad.document("deep JSON", JSON, "{\"a\": ".repeat(40_000)),
                Bad.document("deep JSON as YAML", YAML, "{\"a\": ".repeat(40_000)),
                Bad.document("a bomb of YAML", YAML, bomb()),
                Bad.document("an anchor", YAML, EAST.replace("{name", "&a {name")),
                Bad.document("an alias", YAML, "a: *b")
                        .saying(
                                "line 1, column 4: expected no anchors and aliases: what they stand for must be written out"),
                Bad.document("a tag", YAML, "a: !!java.net.URL [http://127.0.0.1]"),
                Bad.document("a key twice", YAML, EAST + "kind: Member\n"),
                Bad.document("a key twice in JSON", JSON, "{\"kind\": \"Member\", \"kind\": \"Member\"}"),
                Bad.document(
                        "a long key twice",
                        JSON,
                        "{\"" + "k".repeat(40_000) + "\": 1, \"" + "k".repeat(40_000) + "\": 1}"),
                Bad.document("a number without end", JSON, "{\"a\": " + "9".repeat(200_000) + "}"),
                Bad.document("a long word", JSON, "{\"a\": " + "w".repeat(200_000) + "}"),
                Bad.document("NUL", YAML, EAST + "\u0000"),
                Bad.document("NUL in JSON", JSON, "{\"a\": \"\u0000\"}"),
                Bad.document("a control character", YAML, EAST + "\u0007"),
                new Bad("no UTF-8", YAML, bytes(EAST + "#", 0xff, 0xfe), 400, "malformed", "body", "document"),
                new Bad("half a letter", JSON, bytes("{\"a\": \"", 0xc3), 400, "malformed", "body", "document"),
                new Bad(
                        "a surrogate",
                        JSON,
                        bytes("{\"a\": \"", 0xed, 0xa0, 0x80, '"', '}'),
                        400,
                        "malformed",
                        "body",
                        "document"),
                new Bad("UTF-16", JSON, "{}".getBytes(UTF_16), 400, "malformed", "body", "document"),
                new Bad("text", "text/plain", EAST, 415, "unsupported", "header", "Content-Type")
                        .saying("Content-Type: expected one of [application/json, application/yaml], found text/plain"),
                new Bad(
                        "a form",
                        "application/x-www-form-urlencoded",
                        "a=b",
                        415,
                        "unsupported",
                        "header",
                        "Content-Type"),
                new Bad("a long type", "x/" + "y".repeat(5000), EAST, 415, "unsupported", "header", "Content-Type"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aDocumentThatCannotBeTakenIsRefused(Bad bad) {
        Said said = ask(HttpMethod.PUT, "members/east", bad.type(), bad.body().getBytes());
        JsonObject error = refused(bad.status(), bad.problem(), said);

        assertEquals(bad.object(), error.getString("object"));
        assertEquals(bad.field(), error.getString("field"));
        String detail = said.body().getString("detail");
        assertTrue(detail.startsWith(bad.detail()), detail);
    }

    static Stream<List<String>> requests() {
        String long5000 = "a".repeat(5000);
        return Stream.of(
                List.of("GET", "members/%zz", "400", "malformed", "path", "path"),
                List.of("GET", "members/%", "400", "malformed", "path", "path"),
                List.of("GET", "members/east%2", "400", "malformed", "path", "path"),
                List.of("PUT", "members/%zz", "400", "malformed", "path", "path"),
                List.of("GET", "%zz", "400", "malformed", "path", "path"),
                List.of("GET", "members?limit=%zz", "400", "malformed", "query", "query"),
                List.of("GET", "members?labelSelector=%", "400", "malformed", "query", "query"),
                List.of("GET", "members/east?%zz", "400", "malformed", "query", "query"),
                List.of("GET", "memberless?%zz", "400", "malformed", "query", "query"),
                List.of("DELETE", "members/east?dryRun=true&x=%1", "400", "malformed", "query", "query"),
                List.of("GET", "globalservices?namespace=%zz", "400", "malformed", "query", "query"),
                List.of("GET", "members?watch=true&resourceVersion=%zz", "400", "malformed", "query", "query"),
                List.of("GET", "members/%00", "404", "not_found", "Member/\\u0000", "metadata.name"),
                List.of("GET", "members/%ff", "404", "not_found", "Member/\\ufffd", "metadata.name"),
                List.of("GET", "members/%D0%B5ast", "404", "not_found", "Member/\\u0435ast", "metadata.name"),
                List.of("GET", "members/west", "404", "not_found", "Member/west", "metadata.name"),
                List.of("DELETE", "members/west", "404", "not_found", "Member/west", "metadata.name"),
                List.of("GET", "pods", "404", "not_found", "path", "path"),
                List.of("GET", "m\u0435mbers".replace("\u0435", "%D0%B5"), "404", "not_found", "path", "path"),
                List.of("GET", "members/east/nothing", "404", "not_found", "path", "path"),
                List.of("GET", "members/" + long5000, "414", "line_too_long", "request", "line"),
                List.of("GET", "members?limit=-1", "400", "malformed", "query", "limit"),
                List.of("GET", "members?limit=0", "400", "malformed", "query", "limit"),
                List.of("GET", "members?limit=1001", "400", "malformed", "query", "limit"),
                List.of("GET", "members?limit=99999999999999999999", "400", "malformed", "query", "limit"),
                List.of("GET", "members?limit=ten", "400", "malformed", "query", "limit"),
                List.of("GET", "members?limit=1e3", "400", "malformed", "query", "limit"),
                List.of("GET", "members?limit=x" + "y".repeat(3000), "400", "malformed", "query", "limit"),
                List.of("GET", "members?continue=%25%25", "400", "malformed", "query", "continue"),
                List.of("GET", "members?continue=Li4v", "400", "malformed", "query", "continue"),
                List.of("GET", "members?continue=AAAA", "400", "malformed", "query", "continue"),
                List.of("GET", "members?labelSelector=a=b=c", "400", "malformed", "query", "labelSelector"),
                List.of("GET", "members?labelSelector=a+in+(b", "400", "malformed", "query", "labelSelector"),
                List.of("GET", "members?labelSelector=!", "400", "malformed", "query", "labelSelector"),
                List.of("GET", "members?labelSelector=,", "400", "malformed", "query", "labelSelector"),
                List.of("GET", "members?labelSelector=%00", "400", "malformed", "query", "labelSelector"),
                List.of(
                        "GET",
                        "members?labelSelector=" + "(,".repeat(1900),
                        "400",
                        "malformed",
                        "query",
                        "labelSelector"),
                List.of("GET", "members?watch=1", "400", "malformed", "query", "watch"),
                List.of("GET", "members?watch=true&resourceVersion=-5", "400", "malformed", "query", "resourceVersion"),
                List.of("GET", "members?watch=true&resourceVersion=77", "410", "expired", "query", "resourceVersion"),
                List.of("DELETE", "members/east?dryRun=maybe", "400", "malformed", "query", "dryRun"),
                List.of("DELETE", "members/east?resourceVersion=x", "400", "malformed", "query", "resourceVersion"),
                List.of(
                        "DELETE",
                        "members/east?resourceVersion=77",
                        "409",
                        "conflict",
                        MEMBER,
                        "metadata.resourceVersion"),
                List.of("PATCH", "members/east", "405", "method", "members/east", "method"),
                List.of("DELETE", "members", "405", "method", "members", "method"),
                List.of("POST", "members/east", "405", "method", "members/east", "method"),
                List.of("DELETE", "pods/a", "404", "not_found", "path", "path"),
                List.of("PUT", "members", "405", "method", "members", "method"),
                List.of("PUT", "plans", "405", "method", "plans", "method"),
                List.of("POST", "openapi.json", "405", "method", "openapi.json", "method"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestThatMakesNoSenseIsRefused(List<String> bad) {
        Said said = ask(HttpMethod.valueOf(bad.get(0)), bad.get(1), YAML, new byte[0]);
        JsonObject error = refused(Integer.parseInt(bad.get(2)), bad.get(3), said);

        assertEquals(bad.get(4), error.getString("object"));
        assertEquals(bad.get(5), error.getString("field"));
    }

    /** The first letter is Cyrillic, in the path and in the document. */
    @Test
    void aNameThatOnlyLooksLikeAnotherIsRefusedAndShows() {
        Said said = ask(
                HttpMethod.PUT,
                "members/%D0%B5ast",
                YAML,
                EAST.replace("east", "\u0435ast").getBytes(UTF_8));

        assertEquals("Member/\\u0435ast", refused(422, "invalid", said).getString("object"));
    }

    @Test
    void whatCannotBeDoneThereSaysWhatCan() {
        Said said = ask(HttpMethod.PATCH, "members/east", YAML, new byte[0]);

        assertEquals("DELETE, GET, PUT", said.headers().get("allow"));
        assertEquals("DELETE, GET, PUT", refused(405, "method", said).getString("expected"));
    }

    @Test
    void headersWithoutEndAreRefused() {
        Said said = ask(HttpMethod.GET, "members", Map.of("X-Long", "x".repeat(20_000)), new byte[0]);

        // The connection is of no use any more, and its client may not know that yet.
        assertEquals(431, said.status());
        assertEquals("urn:fleetmesh:problem:headers_too_large", said.body().getString("type"));
    }

    @Test
    void aPathThatIsNotOursIsAProblemToo() {
        Said said = ask(HttpMethod.GET, "../../../nothing", YAML, new byte[0]);

        assertEquals("path", refused(404, "not_found", said).getString("object"));
    }

    @Test
    void aClusterThatIsNoneIsRefusedByField() {
        assertEquals(
                201,
                put(root, "networkprofiles", "red", object("NetworkProfile", "red", "{}", "{memberSelector: {}}")));
        for (Map.Entry<String, String> bad : Map.of(
                        "{name: '" + "W".repeat(200_000) + "', facts: []}",
                        "name",
                        "{name: west}",
                        "facts",
                        "{name: west, facts: {a: b}}",
                        "facts",
                        "{name: west, facts: [7]}",
                        "facts[0]",
                        "{name: west, facts: [{type: '" + "t".repeat(200_000) + "', data: {}}]}",
                        "facts[0]")
                .entrySet()) {
            JsonObject error = refused(
                    422,
                    "invalid",
                    ask(
                            HttpMethod.POST,
                            "networkprofiles/red/checks",
                            YAML,
                            bad.getKey().getBytes(UTF_8)));
            assertEquals("body", error.getString("object"));
            assertEquals(bad.getValue(), error.getString("field"));
        }
        var _ = refused(
                400, "malformed", ask(HttpMethod.POST, "networkprofiles/red/checks", JSON, "{".getBytes(UTF_8)));
    }

    /** Nothing that is asked may do that, so it is done here. */
    @Test
    void whereTheServerFailsItSaysSoAndGoesOn() {
        kept.failNext();

        Said said = ask(
                HttpMethod.PUT,
                "members/west",
                YAML,
                EAST.replace("east", "west").getBytes(UTF_8));

        assertEquals(500, said.status());
        assertEquals("urn:fleetmesh:problem:internal", said.body().getString("type"));
        assertFalse(said.body().encode().contains("broken"), "what is inside is told nobody");
        assertEquals(200, ask(HttpMethod.GET, "members/east", YAML, new byte[0]).status());
    }
}
