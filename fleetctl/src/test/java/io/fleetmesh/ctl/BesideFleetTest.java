package io.fleetmesh.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a server's answer about a cluster that has not joined. */
class BesideFleetTest {
    private static String told(String answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            Api api = new Api("http://127.0.0.1:" + server.getAddress().getPort(), Login.NONE);
            return assertInstanceOf(
                            ClusterChecks.Told.Looked.class,
                            new BesideFleet(() -> api, Optional.of("shop")).judge("west", List.of()))
                    .note();
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"checks\": []                           | Looked at beside the members of profile shop.",
                "\"knownAs\": \"east\", \"checks\": []    | It is Member/east already, and was looked at beside the other"
                        + " members of profile shop.",
                "\"knownElsewhere\": true, \"checks\": [] | Looked at beside the members of profile shop. The fleet has this"
                        + " cluster already, as a member that you may not see: ask an admin of the whole fleet (a role without"
                        + " profiles) whose it is before you declare it."
            })
    void whoTheClusterIsAlreadyIsSaid(String answer, String note) throws IOException {
        assertEquals(note, told("{" + answer + "}"));
    }
}
