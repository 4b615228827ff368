package io.fleetmesh.meshstore.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.fleetmesh.meshstore.domain.HistoryLimits;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stock client that lists as Cilium's agents do: 256 keys at a time, at the revision of the first page. */
class PagesTest {
    private static final int PAGE = 256;
    private static final int KEYS = 4 * PAGE + 10;

    @TempDir
    Path directory;

    @Test
    void whatChangesBetweenPagesIsNotInThem() throws Exception {
        try (LimitedStore store = new LimitedStore(directory, StoreLimits.defaults());
                Client client = store.jetcd("west")) {
            fill(store);

            List<String> listed = new ArrayList<>();
            long revision = 0;
            GetResponse page;
            do {
                page = page(client, revision, listed);
                assertEquals(KEYS - listed.size(), page.getCount());
                revision = revision == 0 ? page.getHeader().getRevision() : revision;
                page.getKvs().forEach(kv -> listed.add(text(kv)));
                change(store, listed.size());
            } while (page.isMore());

            assertEquals(IntStream.range(0, KEYS).mapToObj(i -> name(i) + "=0").toList(), listed);
        }
    }

    @Test
    void aListThatFallsOutOfTheKeptWindowIsToldAndListsAgain() throws Exception {
        HistoryLimits brief = new HistoryLimits(10, 1 << 30, Duration.ofDays(1));
        try (LimitedStore store = new LimitedStore(directory, StoreLimits.defaults(), brief);
                Client client = store.jetcd("west")) {
            fill(store);
            GetResponse first = page(client, 0, List.of());
            List<String> listed = first.getKvs().stream().map(PagesTest::text).toList();
            IntStream.range(0, 20).forEach(i -> store.put("quiet", "" + i));

            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> page(client, first.getHeader().getRevision(), listed));

            Status status = Status.fromThrowable(refused);
            assertEquals(Status.Code.OUT_OF_RANGE, status.getCode());
            assertEquals("etcdserver: mvcc: required revision has been compacted", status.getDescription());
            GetResponse again = page(client, 0, List.of());
            assertEquals(KEYS, again.getCount());
            assertTrue(page(client, again.getHeader().getRevision(), listed).isMore());
        }
    }

    private static void fill(LimitedStore store) {
        IntStream.range(0, KEYS).forEach(i -> store.put(name(i), "0"));
    }

    /** Keys before and behind what is listed already change, come and go. */
    private static void change(LimitedStore store, int listed) {
        IntStream.of(0, KEYS - 1, listed + 1).forEach(i -> store.put(name(i), "listed " + listed));
        store.put("page/new-" + listed, "0");
        store.delete("page/new-" + listed);
        store.put(name(KEYS + listed), "0");
    }

    private static String name(int i) {
        return "page/%05d".formatted(i);
    }

    private static GetResponse page(Client client, long revision, List<String> listed) throws Exception {
        String prefix = LimitedStore.PREFIX + "page/";
        String from = listed.isEmpty()
                ? prefix
                : LimitedStore.PREFIX + listed.getLast().replaceFirst("=.*", "\0");
        return client.getKVClient()
                .get(
                        ByteSequence.from(from, UTF_8),
                        GetOption.builder()
                                .withRange(ByteSequence.from(prefix.replaceFirst("/$", "0"), UTF_8))
                                .withSortField(GetOption.SortTarget.KEY)
                                .withSortOrder(GetOption.SortOrder.ASCEND)
                                .withRevision(revision)
                                .withLimit(PAGE)
                                .build())
                .get(LimitedStore.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static String text(KeyValue kv) {
        return kv.getKey().toString(UTF_8).substring(LimitedStore.PREFIX.length()) + "="
                + kv.getValue().toString(UTF_8);
    }
}
