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
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** An etcd of its own, with authentication: {@code root}, and {@code local}, who may read what Cilium's agents may. */
final class RealEtcd implements AutoCloseable {
    /** Another binary than the one on the path, to compare with another release. */
    private static final String BINARY = System.getProperty("fleetmesh.etcd", "etcd");

    private static final String PASSWORD = "secret";
    private static final List<String> READABLE =
            List.of("cilium/.heartbeat", "cilium/cache/", "cilium/cluster-config/", "cilium/synced/");
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final Process process;
    private final ManagedChannel channel;

    private RealEtcd(Process process, ManagedChannel channel) {
        this.process = process;
        this.channel = channel;
    }

    static RealEtcd start(Path directory) throws IOException {
        int port = freePort();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + freePort();
        ProcessBuilder command = new ProcessBuilder(
                        BINARY,
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--unsafe-no-fsync")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("etcd.log").toFile());
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            throw new IOException("no etcd found to compare with: install etcd (Debian: etcd-server)", e);
        }
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        RealEtcd etcd = new RealEtcd(process, channel);
        etcd.enableAuthentication();
        return etcd;
    }

    private void enableAuthentication() {
        AuthGrpc.AuthBlockingStub auth = AuthGrpc.newBlockingStub(channel).withWaitForReady();
        for (String name : List.of("root", "local")) {
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
            var _ = auth.roleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder()
                    .setName("local")
                    .setPerm(Permission.newBuilder()
                            .setPermType(Permission.Type.READ)
                            .setKey(key)
                            .setRangeEnd(endOfPrefix(key)))
                    .build());
        }
        var _ = auth.authEnable(AuthEnableRequest.getDefaultInstance());
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
