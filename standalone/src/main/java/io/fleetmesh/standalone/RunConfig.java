package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The configuration that all services of a run read, one file for one JVM and for processes alike. */
final class RunConfig {
    private RunConfig() {}

    static void write(Run run) throws IOException {
        Path file = run.layout().config();
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                of(run).entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
                        .collect(Collectors.joining("\n", "# Written by ./fleetmesh up.\n", "\n")));
    }

    static Map<String, String> of(Run run) {
        Layout layout = run.layout();
        Map<String, String> keys = new TreeMap<>();
        keys.put("fleetmesh.kafka.bootstrap-servers", run.kafka());
        // As many as the number of brokers allows: they know.
        keys.put("fleetmesh.kafka.replication", "-1");
        keys.put("fleetmesh.kafka.session-timeout", "6s");
        keys.put("fleetmesh.watcher.kubeconfigs", layout.home().toString());
        keys.put("fleetmesh.authority.directory", layout.authority().toString());
        keys.put("fleetmesh.authority.output", layout.pki().toString());
        keys.put("fleetmesh.state.directory", layout.state().toString());
        keys.put("fleetmesh.log.restore", layout.backup().toString());
        String most = Integer.toString(run.profile().maxConnectedClusters());
        keys.put("fleetmesh.profile.max-connected-clusters", most);
        keys.put("fleetmesh.aggregator.max-connected-clusters", most);
        keys.put("fleetmesh.store.port", Integer.toString(run.ports().meshStore()));
        keys.put("fleetmesh.store.credentials", layout.credentials("store").toString());
        if (run.guarded()) {
            keys.putAll(guarded(run));
        }
        for (int i = 0; i < run.members().size(); i++) {
            FleetMember member = run.members().get(i);
            String prefix = "fleetmesh.profile.members[" + i + "].";
            keys.put(prefix + "id", member.name());
            keys.put(prefix + "cluster-name", member.name());
            keys.put(prefix + "cluster-id", Integer.toString(member.clusterId()));
        }
        return keys;
    }

    private static Map<String, String> guarded(Run run) {
        Path api = run.layout().apiCredentials();
        return Map.of(
                "fleetmesh.bus.acls", "true",
                "fleetmesh.authority.bus-output", run.layout().bus().toString(),
                "fleetmesh.authority.operators", String.join(",", run.operators()),
                "fleetmesh.api.port", Integer.toString(run.ports().api()),
                "fleetmesh.api.host", "127.0.0.1",
                "fleetmesh.api.certificate", api.resolve("tls.crt").toString(),
                "fleetmesh.api.key", api.resolve("tls.key").toString(),
                "fleetmesh.api.client-ca", api.resolve("ca.crt").toString(),
                "fleetmesh.api.admins", run.operators().getFirst());
    }
}
