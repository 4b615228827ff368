package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.kit.messaging.LogReader;
import io.fleetmesh.kit.messaging.OwnedPartition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Callback;

/** Writes that are answered once they have been read back and nobody had claimed the partition before: what a deposed owner wrote is void. */
final class Confirmed {

    /** What came of a write. */
    sealed interface Result {
        /** It counts. */
        record Kept() implements Result {}

        /** Another process took over; it counts or not. */
        record TakenOver() implements Result {}

        /** What the log holds is not known. */
        record Failed(String cause) implements Result {}
    }

    private Confirmed() {}

    /** Writes {@code body}; the answer comes on the reader's thread. */
    static CompletionStage<Result> put(
            LogReader reader, OwnedPartition partition, FleetRecord body, Map<String, String> headers) {
        return write(reader, partition, whenDone -> partition.put(body, headers, whenDone));
    }

    /** Writes a tombstone; the answer comes on the reader's thread. */
    static CompletionStage<Result> remove(
            LogReader reader, OwnedPartition partition, String key, Map<String, String> headers) {
        return write(reader, partition, whenDone -> partition.remove(key, headers, whenDone));
    }

    /** @param send writes, or says that there is nothing to write */
    private static CompletionStage<Result> write(LogReader reader, OwnedPartition partition, Predicate<Callback> send) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        boolean written = send.test((_, failure) -> {
            if (failure == null) {
                reader.whenRead(
                        Set.of(partition.partition()),
                        () -> result.complete(partition.owned() ? new Result.Kept() : new Result.TakenOver()));
            } else {
                reader.execute(() -> result.complete(new Result.Failed(String.valueOf(failure.getMessage()))));
            }
        });
        if (!written) {
            result.complete(partition.owned() ? new Result.Kept() : new Result.TakenOver());
        }
        return result;
    }
}
