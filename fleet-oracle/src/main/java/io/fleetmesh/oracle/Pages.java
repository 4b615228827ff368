package io.fleetmesh.oracle;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.util.Optional;

/** How Cilium's agents list: so many keys at a time, all at the revision of the first page, from which a watch then goes on. */
public final class Pages {
    /** Of Cilium's client, unless its {@code etcd.limit} says otherwise. */
    public static final int SIZE = 256;

    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private Pages() {}

    /**
     * The request for the first page of all keys from {@code from} on.
     *
     * @param end the first key that is not wanted
     */
    public static RangeRequest first(ByteString from, ByteString end) {
        return RangeRequest.newBuilder()
                .setKey(from)
                .setRangeEnd(end)
                .setLimit(SIZE)
                .build();
    }

    /** The request for the page after the one that was answered; empty after the last. */
    public static Optional<RangeRequest> next(RangeRequest asked, RangeResponse answer) {
        if (!answer.getMore() || answer.getKvsCount() == 0) {
            return Optional.empty();
        }
        return Optional.of(asked.toBuilder()
                .setKey(answer.getKvs(answer.getKvsCount() - 1).getKey().concat(ZERO))
                .setRevision(revision(asked, answer))
                .build());
    }

    /** Of the whole list; an answer may name a newer one. */
    public static long revision(RangeRequest asked, RangeResponse answer) {
        return asked.getRevision() == 0 ? answer.getHeader().getRevision() : asked.getRevision();
    }
}
