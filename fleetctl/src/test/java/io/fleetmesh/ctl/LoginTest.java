package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.fleetmesh.authority.ca.AuthoritySettings;
import io.fleetmesh.authority.ca.IssueResult;
import io.fleetmesh.authority.ca.IssuedFiles;
import io.fleetmesh.authority.ca.MeshAuthority;
import io.fleetmesh.authority.domain.Subject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server by TLS that lists one object, named by who asks. */
class LoginTest {
    @TempDir
    Path directory;

    private HttpsServer server;
    private IssuedFiles own;

    @Test
    void anAddressThatCannotBeOneIsToldAtOnce() {
        Failure failure = assertThrows(Failure.class, () -> new Api("controller.example:8443", Login.NONE));

        assertTrue(
                failure.getMessage().startsWith("--server: expected an address that begins with https://"),
                failure.getMessage());
    }

    @BeforeEach
    void serve() throws IOException {
        own = issued("ca", new Subject.ApiServer(List.of("localhost"), List.of("127.0.0.1")), "api");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Login asServer = login(own, own);
        server.setHttpsConfigurator(
                new HttpsConfigurator(asServer.http(Duration.ofSeconds(20)).sslContext()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                        wanted.setWantClientAuth(true);
                        parameters.setSSLParameters(wanted);
                    }
                });
        server.createContext("/", exchange -> {
            String who = who((HttpsExchange) exchange);
            byte[] body = (who.isEmpty()
                            ? "{\"title\":\"Who asks is not known\",\"detail\":\"nothing shown\"}"
                            : "{\"metadata\":{},\"items\":[{\"metadata\":{\"name\":\"" + who + "\"}}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(who.isEmpty() ? 401 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String who(HttpsExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token != null) {
            return token;
        }
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException _) {
            return "";
        }
    }

    private IssuedFiles issued(String ca, Subject subject, String target) {
        MeshAuthority authority = MeshAuthority.openOrCreate(
                directory.resolve(ca),
                new AuthoritySettings("CA " + ca, Duration.ofDays(90)),
                Clock.systemUTC(),
                new SecureRandom());
        return ((IssueResult.Issued) authority.issue(subject, Duration.ofDays(30), directory.resolve(target))).files();
    }

    private static Login login(IssuedFiles as, IssuedFiles trusting) {
        return new Login(
                Optional.of(as.certificate()),
                Optional.of(as.key()),
                Optional.of(trusting.authority()),
                Optional.empty());
    }

    private String names(Login login) {
        Api api = new Api("https://localhost:" + server.getAddress().getPort(), login);
        return api.list(Resource.MEMBERS, "")
                .items()
                .getFirst()
                .at("/metadata/name")
                .asText();
    }

    @Test
    void anOperatorShowsTheCertificate() {
        IssuedFiles alice = issued("ca", new Subject.Operator("alice"), "alice");

        assertEquals("CN=user:alice", names(login(alice, own)));
    }

    @Test
    void aTokenIsSentAsItStandsInItsFile() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "abc.def\n");

        assertEquals(
                "Bearer abc.def",
                names(new Login(Optional.empty(), Optional.empty(), Optional.of(own.authority()), Optional.of(token))));
    }

    @Test
    void aTokenIsNeverSentInTheClear() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "abc");
        Login login = new Login(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(token));

        assertThrows(Failure.class, () -> new Api("http://localhost:1", login));
    }

    @Test
    void whoIsNotKnownIsToldWhatToShow() {
        Login nobody = new Login(Optional.empty(), Optional.empty(), Optional.of(own.authority()), Optional.empty());

        Failure failure = assertThrows(Failure.class, () -> names(nobody));

        assertEquals(Failure.REFUSED, failure.exitCode());
        assertTrue(String.valueOf(failure.getMessage()).contains("--token-file"), failure.getMessage());
    }

    @Test
    void aServerOfAnotherCaIsNotAsked() {
        IssuedFiles foreign = issued("other", new Subject.Operator("alice"), "foreign");

        Failure failure = assertThrows(Failure.class, () -> names(login(foreign, foreign)));

        assertEquals(Failure.REFUSED, failure.exitCode());
        assertTrue(String.valueOf(failure.getMessage()).contains("--ca"), failure.getMessage());
    }

    @Test
    void halfAPairIsRefused() {
        assertThrows(
                Failure.class,
                () -> new Login(Optional.of(own.certificate()), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void whatIsNoKeyIsSaid() {
        Login login = new Login(
                Optional.of(own.certificate()), Optional.of(own.certificate()), Optional.empty(), Optional.empty());

        assertTrue(String.valueOf(assertThrows(Failure.class, () -> login.http(Duration.ofSeconds(20)))
                        .getMessage())
                .contains("PKCS#8"));
    }
}
