package io.fleetmesh.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with the real kubectl. Skipped only where it is not installed, and never in CI. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlTest {
    private record Result(int exit, String output) {}

    @TempDir
    Path directory;

    private Member member = unset();
    private Path kubeconfig = Path.of("");

    @SuppressWarnings("NullAway")
    private static Member unset() {
        return null;
    }

    @BeforeAll
    void start(@TempDir Path shared) throws IOException {
        assumeTrue(System.getenv("CI") != null || installed(), "kubectl is not installed");
        member = Member.start();
        kubeconfig = Files.writeString(
                shared.resolve("kubeconfig"), member.simulated().kubeconfig());
    }

    @AfterAll
    void stop() {
        if (member != null) {
            member.close();
        }
    }

    private static boolean installed() {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "kubectl")));
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "kubectl ends");
        return new Result(process.exitValue(), output);
    }

    private String kubectl(String... arguments) throws IOException, InterruptedException {
        Result result = run(arguments);
        assertEquals(0, result.exit(), () -> String.join(" ", arguments) + ": " + result.output());
        return result.output();
    }

    @Test
    void getsPrintColumns() throws IOException, InterruptedException {
        assertTrue(kubectl("get", "svc").contains("CLUSTER-IP"));
        assertTrue(
                kubectl("get", "pods,deploy,endpointslices,cep", "-o", "wide").contains("shop"));
        assertTrue(kubectl("get", "nodes").contains("m007-a"));
        assertTrue(kubectl("get", "ciliumnodes").contains("192.168.7.11"));
        assertEquals("cart", kubectl("get", "svc", "cart", "-o", "jsonpath={.metadata.name}"));
    }

    @Test
    void annotatesAndLabels() throws IOException, InterruptedException {
        kubectl("annotate", "service", "shop", "service.cilium.io/global=true");
        kubectl("label", "ciliumnode", "m007-a", "rack=r1");
        kubectl("label", "service", "shop", "team=web");
        assertEquals(
                "true web",
                kubectl(
                        "get",
                        "service",
                        "shop",
                        "-o",
                        "jsonpath={.metadata.annotations.service\\.cilium\\.io/global} {.metadata.labels.team}"));
        kubectl("annotate", "service", "shop", "service.cilium.io/global-");
        assertEquals("", kubectl("get", "service", "shop", "-o", "jsonpath={.metadata.annotations}"));
    }

    @Test
    void scales() throws IOException, InterruptedException {
        kubectl("scale", "deployment", "catalog", "--replicas=4");
        await().until(() -> member.endpoints("catalog").size() == 4);
        kubectl("scale", "deployment", "catalog", "--current-replicas=4", "--replicas=1");
        await().until(() -> member.endpoints("catalog").size() == 1);
    }

    @Test
    void createsPatchesAndDeletes() throws IOException, InterruptedException {
        Path manifest = Files.writeString(directory.resolve("service.yaml"), """
                apiVersion: v1
                kind: Service
                metadata: {name: extra}
                spec: {selector: {app: shop}, ports: [{name: http, port: 80, targetPort: 8080}]}
                """);
        kubectl("create", "-f", manifest.toString());
        await().until(() -> member.endpoints("extra").size() == 2);
        assertEquals(1, run("create", "-f", manifest.toString()).exit());
        kubectl("patch", "service", "extra", "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        kubectl(
                "patch",
                "service",
                "extra",
                "--type=json",
                "-p",
                "[{\"op\":\"replace\",\"path\":\"/spec/ports/0/port\",\"value\":81}]");
        assertEquals(
                "81 b", kubectl("get", "svc", "extra", "-o", "jsonpath={.spec.ports[0].port} {.metadata.labels.a}"));
        kubectl("delete", "service", "extra");
        assertTrue(member.endpoints("extra").isEmpty());
        assertTrue(run("get", "service", "extra").output().contains("NotFound"));
    }
}
