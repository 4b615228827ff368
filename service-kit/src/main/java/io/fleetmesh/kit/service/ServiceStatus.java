package io.fleetmesh.kit.service;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a service is.
 *
 * @param alive its workers still run; false means that only a restart helps
 * @param ready it has caught up and does its work
 * @param details for people, in the health endpoint
 */
public record ServiceStatus(boolean alive, boolean ready, Map<String, String> details) {
    public ServiceStatus {
        details = java.util.Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
