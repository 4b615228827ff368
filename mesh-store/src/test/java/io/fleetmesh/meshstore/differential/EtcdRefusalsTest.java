package io.fleetmesh.meshstore.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.MessageLite;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthUserAddRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every method of etcd that the store does not serve, asked of etcd by a user who may read what Cilium's agents may: the
 * status of the refusal is compared, its code and its words. Requests are such that nothing but the right is missing.
 */
class EtcdRefusalsTest extends SideBySide {
    private static final Set<String> SERVED = Set.of("Range", "Watch", "Status", "Alarm");
    private static final String REFUSED = "PERMISSION_DENIED etcdserver: permission denied";

    private static final Map<String, Deliberate> DIFFERENT = Map.ofEntries(
            Map.entry("etcdserverpb.KV/Compact", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Lease/LeaseGrant", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Lease/LeaseRevoke", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Lease/LeaseKeepAlive", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Lease/LeaseTimeToLive", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Lease/LeaseLeases", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Cluster/MemberList", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Auth/Authenticate", Deliberate.ANYBODY_MAY),
            Map.entry("etcdserverpb.Maintenance/Defragment", Deliberate.OTHER_WORDS),
            Map.entry("etcdserverpb.Maintenance/Hash", Deliberate.OTHER_WORDS),
            Map.entry("etcdserverpb.Maintenance/HashKV", Deliberate.OTHER_WORDS),
            Map.entry("etcdserverpb.Maintenance/Snapshot", Deliberate.OTHER_WORDS),
            Map.entry("etcdserverpb.Maintenance/MoveLeader", Deliberate.OTHER_WORDS));

    private static final Set<String> STREAMED =
            Set.of("etcdserverpb.Lease/LeaseKeepAlive", "etcdserverpb.Maintenance/Snapshot");

    @Test
    void whatIsNotServedIsRefusedAsByEtcd() {
        Channel etcd = etcd("local");
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> said = new TreeMap<>();

        for (String method : methods()) {
            MessageLite request = requests().getOrDefault(method, AlarmRequest.getDefaultInstance());
            said.put(method, answer(store(), method, request));
            expected.put(method, DIFFERENT.containsKey(method) ? REFUSED : answer(etcd, method, request));
        }

        assertEquals(expected, said, () -> "on purpose: " + DIFFERENT);
    }

    @Test
    void whatEtcdDoesNotHaveIsUnimplementedInItsWords() {
        Channel etcd = etcd("local");
        for (String method : List.of(
                "etcdserverpb.KV/Nothing",
                "etcdserverpb.Watch/Progress",
                "etcdserverpb.Nothing/Nothing",
                "etcdserverpb.nothing.deeper/Nothing",
                "nothing.Nothing/Nothing",
                "nothing/")) {
            MessageLite request = AlarmRequest.getDefaultInstance();
            assertEquals(answer(etcd, method, request), answer(store(), method, request), method);
        }
    }

    /** Not its version and sizes, which tell of the implementation. */
    @Test
    void theStatusIsToldAsByEtcd() {
        history().commit();
        StatusResponse ours = MaintenanceGrpc.newBlockingStub(store()).status(StatusRequest.getDefaultInstance());
        StatusResponse theirs = MaintenanceGrpc.newBlockingStub(etcd("all")).status(StatusRequest.getDefaultInstance());

        assertEquals(
                history().ours(theirs.getHeader().getRevision()),
                ours.getHeader().getRevision());
        assertEquals(theirs.getRaftTerm(), ours.getRaftTerm());
        assertEquals(theirs.getHeader().getRaftTerm(), ours.getHeader().getRaftTerm());
        assertEquals(theirs.getHeader().getMemberId(), theirs.getLeader());
        assertEquals(ours.getHeader().getMemberId(), ours.getLeader());
        assertNotEquals(0, theirs.getDbSize());
        assertNotEquals(0, ours.getDbSize());
        assertNotEquals(0, theirs.getRaftIndex());
        assertNotEquals(0, ours.getRaftIndex());
        assertEquals(theirs.getVersion().split("\\.").length, ours.getVersion().split("\\.").length);
    }

    /** {@link Deliberate#ALARMS_HAVE_A_HEADER}. */
    @Test
    void thereAreNoAlarmsAsInEtcd() {
        AlarmResponse ours = MaintenanceGrpc.newBlockingStub(store()).alarm(AlarmRequest.getDefaultInstance());
        AlarmResponse theirs = MaintenanceGrpc.newBlockingStub(etcd("local")).alarm(AlarmRequest.getDefaultInstance());

        assertEquals(
                theirs.toBuilder().clearHeader().build(),
                ours.toBuilder().clearHeader().build());
    }

    private static Set<String> methods() {
        Set<String> methods =
                new HashSet<>(Set.of("etcdserverpb.Lease/LeaseLeases", "etcdserverpb.Cluster/MemberPromote"));
        Stream.of(
                        KVGrpc.getServiceDescriptor(),
                        LeaseGrpc.getServiceDescriptor(),
                        WatchGrpc.getServiceDescriptor(),
                        ClusterGrpc.getServiceDescriptor(),
                        MaintenanceGrpc.getServiceDescriptor(),
                        AuthGrpc.getServiceDescriptor())
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> !SERVED.contains(method.getBareMethodName()))
                .forEach(method -> methods.add(method.getFullMethodName()));
        return methods;
    }

    private static Map<String, MessageLite> requests() {
        PutRequest put =
                PutRequest.newBuilder().setKey(History.utf8("cilium/cache/x")).build();
        return Map.of(
                "etcdserverpb.KV/Put",
                put,
                "etcdserverpb.KV/DeleteRange",
                DeleteRangeRequest.newBuilder().setKey(put.getKey()).build(),
                "etcdserverpb.KV/Txn",
                TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                        .build(),
                "etcdserverpb.Cluster/MemberAdd",
                MemberAddRequest.newBuilder().addPeerURLs("http://127.0.0.1:1").build(),
                "etcdserverpb.Maintenance/MoveLeader",
                MoveLeaderRequest.newBuilder().setTargetID(1).build(),
                "etcdserverpb.Auth/UserAdd",
                AuthUserAddRequest.newBuilder().setName("x").setPassword("x").build());
    }

    private static String answer(Channel server, String method, MessageLite request) {
        MethodDescriptor<byte[], byte[]> raw = MethodDescriptor.<byte[], byte[]>newBuilder(new Raw(), new Raw())
                .setFullMethodName(method)
                .setType(
                        STREAMED.contains(method)
                                ? MethodDescriptor.MethodType.SERVER_STREAMING
                                : MethodDescriptor.MethodType.UNARY)
                .build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
        try {
            List<byte[]> answers = new ArrayList<>();
            ClientCalls.blockingServerStreamingCall(server, raw, options, request.toByteArray())
                    .forEachRemaining(answers::add);
            return "answered";
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    /** Messages as they are. */
    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
