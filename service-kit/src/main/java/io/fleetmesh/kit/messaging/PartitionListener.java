package io.fleetmesh.kit.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows one partition. Called on the reader's one thread, in offset order; must not throw for a bad record. */
public interface PartitionListener {

    void onRecord(ConsumerRecord<byte[], byte[]> record);

    /** The position has passed the end offset taken when following began. Called once, between records. */
    void onCaughtUp();

    /** The records handed over by one fetch of all partitions are done: the moment for work that is done once a batch. */
    default void onBatchEnd() {}

    /**
     * The log is not what it was: it ends before the position, or its start was cut away from below it. The partition is
     * not read any further: what was learned from it stays, until an operator decides.
     */
    default void onLogReset(String what) {}
}
