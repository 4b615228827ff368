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
        return assertInstanceOf(ClusterChecks.Told.Looked.class, judged(200, answer))
                .note();
    }

    private static ClusterChecks.Told judged(int status, String answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            Api api = new Api("http://127.0.0.1:" + server.getAddress().getPort(), Login.NONE);
            return new BesideFleet(() -> api, Optional.of("shop"), Optional.empty()).judge("west", List.of());
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
                "\"knownAs\": \"east\", \"checks\": []    | Looked at beside the members of profile shop. This"
                        + " cluster is Member/east already, which it was not compared with.",
                "\"knownElsewhere\": true, \"checks\": [] | Looked at beside the members of profile shop. The fleet has this"
                        + " cluster already, as a member that you may not see: ask an admin of the whole fleet (a role without"
                        + " profiles) whose it is before you declare it."
            })
    void whoTheClusterIsAlreadyIsSaid(String answer, String note) throws IOException {
        assertEquals(note, told("{" + answer + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | say who asks (--cert and --key, or --token-file, of a planner of the profile) | 5",
                "403 | say who asks (--cert and --key, or --token-file, of a planner of the profile) | 5",
                "404 | name a profile that there is, and who asks (--cert and --key, or --token-file, of a planner of the profile)"
                        + " | 3",
                "413 | correct what it names | 5",
                "422 | correct what it names | 5",
                "503 | name a server that answers (--server), and who asks (--cert and --key, or --token-file, of a planner of the"
                        + " profile) | 5"
            })
    void ofARefusalIsSaidWhatHelps(int status, String remedy, int exitCode) throws IOException {
        ClusterChecks.Told.Missed missed =
                assertInstanceOf(ClusterChecks.Told.Missed.class, judged(status, "{\"title\": \"no\"}"));

        assertEquals(remedy, missed.remedy());
        assertEquals(exitCode, missed.exitCode());
    }
}
