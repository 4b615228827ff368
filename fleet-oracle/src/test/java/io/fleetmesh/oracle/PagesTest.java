package io.fleetmesh.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final RangeRequest FIRST = Pages.first(utf8("a/"), utf8("a0"));

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static RangeResponse page(long revision, boolean more, String... keys) {
        RangeResponse.Builder page = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .setMore(more);
        for (String key : keys) {
            page.addKvs(KeyValue.newBuilder().setKey(utf8(key)));
        }
        return page.build();
    }

    @Test
    void theFirstPageIsOfTheNewestRevision() {
        assertThat(FIRST)
                .isEqualTo(RangeRequest.newBuilder()
                        .setKey(utf8("a/"))
                        .setRangeEnd(utf8("a0"))
                        .setLimit(256)
                        .build());
    }

    @Test
    void furtherPagesBeginBehindTheLastKeyAndAreOfTheFirstOnesRevision() {
        RangeRequest second = Pages.next(FIRST, page(7, true, "a/1", "a/2")).orElseThrow();
        RangeRequest third = Pages.next(second, page(9, true, "a/3")).orElseThrow();

        assertThat(second)
                .isEqualTo(
                        FIRST.toBuilder().setKey(utf8("a/2\0")).setRevision(7).build());
        assertThat(third)
                .isEqualTo(
                        FIRST.toBuilder().setKey(utf8("a/3\0")).setRevision(7).build());
        assertThat(Pages.revision(third, page(11, false, "a/4"))).isEqualTo(7);
    }

    @Test
    void theLastPageHasNoNext() {
        assertThat(Pages.next(FIRST, page(7, false, "a/1"))).isEmpty();
        assertThat(Pages.next(FIRST, page(7, true))).isEmpty();
    }
}
