package io.fleetmesh.kit.messaging;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a record goes that could not be taken. Thread-safe; never blocks a fold. */
@FunctionalInterface
public interface DeadLetters {
    /** Keeps {@code record} with the reason; a second call for the same reader and origin replaces the first. */
    void add(String reader, ConsumerRecord<byte[], byte[]> record, String cause);
}
