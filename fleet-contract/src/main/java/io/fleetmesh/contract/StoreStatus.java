package io.fleetmesh.contract;

import java.time.Instant;
import java.util.Optional;

/**
 * How one replica of a mesh store serves one consumer, as that replica sees it. An observation for people and checks: nothing of
 * what agents are served rests on it.
 *
 * @param consumer member ID
 * @param profile whose view is served
 * @param replica name of the replica, the same after a restart
 * @param ready whether the consumer's agents get their view from it
 * @param since when it came to be so
 * @param reason why it is not ready; empty if it is
 * @param connections that are open with a certificate of the consumer's agents; an agent has one for each cluster that it reads
 * @param sources how many the view has
 * @param behind of how many of them not all data is there
 * @param at when this was so
 * @param trust absent while it has no certificate, and in what releases before wrote
 */
public record StoreStatus(
        String consumer,
        String profile,
        String replica,
        boolean ready,
        Instant since,
        String reason,
        int connections,
        int sources,
        int behind,
        Instant at,
        Optional<Trust> trust)
        implements FleetRecord {

    /**
     * Until when agents can believe it, and it them.
     *
     * @param certificateExpires end of its own certificate
     * @param authorityExpires end of the mesh CA that it takes agents' certificates of, the last one if it has several
     */
    public record Trust(Instant certificateExpires, Instant authorityExpires) {}

    @Override
    public String key() {
        return replica;
    }
}
