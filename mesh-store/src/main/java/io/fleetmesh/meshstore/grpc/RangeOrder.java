package io.fleetmesh.meshstore.grpc;

import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeRequest.SortOrder;
import io.etcd.jetcd.api.RangeRequest.SortTarget;
import io.fleetmesh.meshstore.domain.KeyValue;
import java.util.Comparator;
import java.util.List;

/** Filters and orders of a Range, applied as etcd does: read, filter, sort, and only then cut to the limit. */
final class RangeOrder {
    private RangeOrder() {}

    static boolean isUnknown(RangeRequest request) {
        return request.getSortOrder() == SortOrder.UNRECOGNIZED || request.getSortTarget() == SortTarget.UNRECOGNIZED;
    }

    /**
     * How many key-values are needed to answer: one above the limit, which tells whether there are more. A target without an
     * order sorts only what a limit has left, as in etcd.
     */
    static long readLimit(RangeRequest request) {
        if (request.getCountOnly()) {
            return 1;
        }
        boolean all = (request.getSortOrder() != SortOrder.NONE && isSorted(request)) || isFiltered(request);
        return request.getLimit() <= 0 || all ? 0 : request.getLimit() + 1;
    }

    static List<KeyValue> apply(RangeRequest request, List<KeyValue> keyValues) {
        if (!isSorted(request) && !isFiltered(request)) {
            return keyValues;
        }
        List<KeyValue> kept =
                keyValues.stream().filter(kv -> matches(request, kv)).toList();
        return isSorted(request) ? kept.stream().sorted(order(request)).toList() : kept;
    }

    /** Ascending keys are what is read. */
    private static boolean isSorted(RangeRequest request) {
        return request.getSortOrder() == SortOrder.DESCEND || request.getSortTarget() != SortTarget.KEY;
    }

    private static boolean isFiltered(RangeRequest request) {
        return (request.getMinModRevision()
                        | request.getMaxModRevision()
                        | request.getMinCreateRevision()
                        | request.getMaxCreateRevision())
                != 0;
    }

    private static boolean matches(RangeRequest request, KeyValue kv) {
        return isBetween(kv.modRevision(), request.getMinModRevision(), request.getMaxModRevision())
                && isBetween(kv.createRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision());
    }

    private static boolean isBetween(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }

    private static Comparator<KeyValue> order(RangeRequest request) {
        Comparator<KeyValue> ascending = switch (request.getSortTarget()) {
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
            case KEY, UNRECOGNIZED -> Comparator.comparing(KeyValue::key);
        };
        return request.getSortOrder() == SortOrder.DESCEND ? ascending.reversed() : ascending;
    }
}
