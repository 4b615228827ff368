package io.fleetmesh.contract;

/**
 * A record that a service could not take, or that Kafka did not take from it, kept whole for people to look at.
 *
 * @param topic where it stood, or would have
 * @param partition of {@code topic}
 * @param offset in that partition; −1 for one that Kafka did not take
 * @param recordKey its key, as text
 * @param cause why it was not taken
 * @param reader the service that met it, or wanted to write it
 * @param type its event type header, empty if it had none
 * @param value its value in base64, cut to the first 64 KiB
 */
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        String recordKey,
        String cause,
        String reader,
        String type,
        String value)
        implements FleetRecord {
    @Override
    public String key() {
        return reader + "/" + topic + "/" + partition + "/" + (offset < 0 ? recordKey : Long.toString(offset));
    }
}
