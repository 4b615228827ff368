package io.fleetmesh.meshstore.grpc;

import io.fleetmesh.meshstore.domain.Commit;
import io.fleetmesh.meshstore.domain.Event;
import io.fleetmesh.meshstore.domain.LogRead;
import io.fleetmesh.meshstore.domain.ViewIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes into one response to a watch: events of one commit or, if it is behind, of several, as in etcd. They are the
 * log's own; nothing is copied.
 *
 * @param bytes about what the response takes
 * @param next the revision that the watch then goes on from
 * @param rest what the log had there
 */
record Batch(List<Event> events, long bytes, long next, LogRead rest) {

    /**
     * Reads as many whole commits as go into a response.
     *
     * @param most bytes; one commit may have more
     */
    static Batch read(ViewIndex view, Watch watch, long most) {
        List<Event> events = new ArrayList<>();
        long bytes = 0;
        long next = watch.next();
        LogRead read = view.read(next);
        while (read instanceof LogRead.Next(Commit commit)) {
            List<Event> matching = watch.matching(commit);
            long more = matching.stream().mapToLong(watch::weight).sum();
            if (!events.isEmpty() && bytes + more > most) {
                break;
            }
            events.addAll(matching);
            bytes += more;
            next = commit.revision() + 1;
            read = view.read(next);
        }
        return new Batch(events, bytes, next, read);
    }
}
