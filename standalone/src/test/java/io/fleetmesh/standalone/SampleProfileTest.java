package io.fleetmesh.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API that makes plans and refuses to apply the first of them. */
class SampleProfileTest {
    private static final String OUT_OF_DATE =
            "{\"detail\": \"Plan/p: plan: expected what it rests on has changed, found OUT_OF_DATE\"}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger plans = new AtomicInteger();
    private HttpServer api;
    private String refusal = OUT_OF_DATE;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", this::answer);
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().replace("/apis/fleetmesh.io/v1alpha1/", "");
        asked.add(path);
        if (path.endsWith("/plan")) {
            end(exchange, 201, "{\"id\": \"p" + plans.incrementAndGet() + "\"}");
        } else {
            boolean first = path.equals("plans/p1/apply");
            end(exchange, first ? 409 : 200, first ? refusal : "{}");
        }
    }

    private static void end(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void apply() throws IOException {
        SampleProfile.apply("http://127.0.0.1:" + api.getAddress().getPort(), List.of());
    }

    @Test
    void whoIsToldThatFactsHaveComeMeanwhilePlansAgain() throws IOException {
        apply();

        assertThat(asked)
                .containsExactly(
                        "networkprofiles/default/plan",
                        "plans/p1/apply",
                        "networkprofiles/default/plan",
                        "plans/p2/apply");
    }

    @Test
    void anotherRefusalIsOne() {
        refusal = "{\"detail\": \"found CHECKS_FAIL\"}";

        assertThatThrownBy(this::apply).isInstanceOf(Refusal.class).hasMessageContaining("CHECKS_FAIL");
        assertThat(asked).hasSize(2);
    }
}
