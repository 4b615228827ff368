package io.fleetmesh.meshstore.differential;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthEnableRequest;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthRoleAddRequest;
import io.etcd.jetcd.api.AuthRoleGrantPermissionRequest;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.AuthUserGrantRoleRequest;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.Permission;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * An etcd of its own, with authentication: {@code root}; {@code local}, who may read what Cilium's agents may; {@code all},
 * who may read everything.
 */
final class RealEtcd implements AutoCloseable {
    /** Another binary than the one on the path, to compare with another release. */
    private static final String BINARY = System.getProperty("fleetmesh.etcd", "etcd");

    private static final String PASSWORD = "secret";
    private static final List<String> READABLE =
            List.of("cilium/.heartbeat", "cilium/cache/", "cilium/cluster-config/", "cilium/synced/");
    private static final byte[] ZERO = {0};
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final Process process;
    private final ManagedChannel channel;

    private RealEtcd(Process process, ManagedChannel channel) {
        this.process = process;
        this.channel = channel;
    }

    /**
     * One that answers.
     *
     * @param options further ones of its command line
     */
    static RealEtcd start(Path directory, String... options) throws IOException {
        int port = freePort();
        Path log = directory.resolve("etcd.log");
        Process process = run(directory, port, log, options);
        RealEtcd etcd = new RealEtcd(
                process,
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
        try {
            etcd.awaitListening(port);
            etcd.enableAuthentication();
            return etcd;
        } catch (StatusRuntimeException | ConditionTimeoutException | IllegalStateException e) {
            etcd.close();
            throw new AssertionError("etcd did not start, it says:\n" + Files.readString(log), e);
        }
    }

    private void awaitListening(int port) {
        Awaitility.await("etcd listens")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("it ended with status " + process.exitValue());
                    }
                    return listens(port);
                });
    }

    /** A channel that is refused at first would try again only after a second. */
    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static Process run(Path directory, int port, Path log, String... options) throws IOException {
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + freePort();
        List<String> command = new ArrayList<>(List.of(
                BINARY,
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--bcrypt-cost=4",
                "--heartbeat-interval=20",
                "--election-timeout=100",
                "--unsafe-no-fsync"));
        command.addAll(List.of(options));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "expected a program " + BINARY + " to compare with (Debian: etcd-server; or -Dfleetmesh.etcd=PATH)",
                    e);
        }
    }

    private void enableAuthentication() {
        AuthGrpc.AuthBlockingStub auth =
                AuthGrpc.newBlockingStub(channel).withWaitForReady().withDeadlineAfter(PATIENCE);
        for (String name : List.of("root", "local", "all")) {
            var _ = auth.roleAdd(AuthRoleAddRequest.newBuilder().setName(name).build());
            var _ = auth.userAdd(AuthUserAddRequest.newBuilder()
                    .setName(name)
                    .setPassword(PASSWORD)
                    .build());
            var _ = auth.userGrantRole(AuthUserGrantRoleRequest.newBuilder()
                    .setUser(name)
                    .setRole(name)
                    .build());
        }
        for (String prefix : READABLE) {
            ByteString key = ByteString.copyFrom(prefix, UTF_8);
            grant(auth, "local", key, endOfPrefix(key));
        }
        grant(auth, "all", ByteString.copyFrom(ZERO), ByteString.copyFrom(ZERO));
        var _ = auth.authEnable(AuthEnableRequest.getDefaultInstance());
    }

    private static void grant(AuthGrpc.AuthBlockingStub auth, String role, ByteString key, ByteString rangeEnd) {
        var _ = auth.roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                .setName(role)
                .setPerm(Permission.newBuilder()
                        .setPermType(Permission.Type.READ)
                        .setKey(key)
                        .setRangeEnd(rangeEnd))
                .build());
    }

    /** As this user. */
    Channel as(String user) {
        String token = AuthGrpc.newBlockingStub(channel)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setName(user)
                        .setPassword(PASSWORD)
                        .build())
                .getToken();
        Metadata headers = new Metadata();
        headers.put(TOKEN, token);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    static ByteString endOfPrefix(ByteString prefix) {
        int last = prefix.size() - 1;
        return prefix.substring(0, last).concat(ByteString.copyFrom(new byte[] {(byte) (prefix.byteAt(last) + 1)}));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.destroy();
        var _ = process.onExit().join();
    }
}
