package io.fleetmesh.simulator.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.simulator.store.Change;
import io.fleetmesh.simulator.store.IpPool;
import io.fleetmesh.simulator.store.Kind;
import io.fleetmesh.simulator.store.Meta;
import io.fleetmesh.simulator.store.ObjectStore;
import io.fleetmesh.simulator.store.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives pods a ready node, in turn, and an address of that node's pod CIDR. */
final class Placement implements Controller {
    /** The first addresses of a node are its own: router and health endpoint. */
    static final int RESERVED = 10;

    /** Where a pod runs. */
    record Place(ObjectNode node, String podIp) {}

    private final ObjectStore store;
    private final Map<String, IpPool> pools = new HashMap<>();
    private List<StoredObject> ready = List.of();
    private boolean nodesChanged = true;
    private int turn;

    Placement(ObjectStore store) {
        this.store = store;
    }

    @Override
    public void changed(Change change) {
        if (change.kind() == Kind.NODE) {
            nodesChanged = true;
            if (change.after().isEmpty()) {
                pools.remove(change.key().name());
            }
        }
        if (change.kind() == Kind.POD && change.after().isEmpty()) {
            release(change.last().node());
        }
    }

    private void release(ObjectNode pod) {
        IpPool pool = pools.get(pod.path("spec").path("nodeName").asText());
        if (pool != null) {
            pool.release(pod.path("status").path("podIP").asText());
        }
    }

    @Override
    public boolean reconcile() {
        return false;
    }

    /** Empty if no ready node has an address left. */
    Optional<Place> next() {
        if (nodesChanged) {
            nodesChanged = false;
            ready = store.table(Kind.NODE).in("").stream()
                    .filter(node -> Nodes.ready(node.node())
                            && !Nodes.podCidr(node.node()).isEmpty())
                    .toList();
        }
        for (int tried = 0; tried < ready.size(); tried++) {
            ObjectNode node = ready.get(turn++ % ready.size()).node();
            Optional<String> address = pool(node).take();
            if (address.isPresent()) {
                return Optional.of(new Place(node, address.get()));
            }
        }
        return Optional.empty();
    }

    private IpPool pool(ObjectNode node) {
        return pools.computeIfAbsent(
                Meta.name(node), _ -> IpPool.of(Nodes.podCidr(node), RESERVED).orElseThrow());
    }
}
