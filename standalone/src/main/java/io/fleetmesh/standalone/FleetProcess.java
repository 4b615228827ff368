package io.fleetmesh.standalone;

import java.util.Arrays;
import java.util.List;

/** The programs that {@code up --processes} runs, in the order of starting. */
enum FleetProcess {
    KAFKA("kafka"),
    MEMBER_SIMULATOR("member-simulator"),
    PROFILE_CONTROLLER("profile-controller"),
    CERT_AUTHORITY("cert-authority"),
    MEMBER_WATCHER("member-watcher"),
    ENDPOINT_AGGREGATOR("endpoint-aggregator"),
    MESH_STORE("mesh-store");

    private final String processName;

    FleetProcess(String processName) {
        this.processName = processName;
    }

    String processName() {
        return processName;
    }

    /** Those that are services of Fleetmesh: with a packaged application of their own, and health over HTTP. */
    static List<FleetProcess> services() {
        return Arrays.stream(values()).filter(FleetProcess::service).toList();
    }

    boolean service() {
        return this != KAFKA && this != MEMBER_SIMULATOR;
    }
}
