package io.fleetmesh.standalone;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * {@code .fleetmesh/run.json}: what runs and how to reach it. Its fields only grow. Paths are relative to the project's
 * root.
 *
 * @param api where objects are declared, for {@code fleetctl}
 * @param apiCa the files by which {@code fleetctl} asks where the API wants a certificate, those of the first operator, with absolute paths; absent otherwise
 * @param operators who has a certificate for the API, where it asks for one
 * @param busCredentials where certificates for Kafka are, where it asks for one: {@code members/NAME/current} and others
 * @param clusters that could be declared as members
 * @param maxConnectedClusters Cilium's {@code max-connected-clusters} in all members
 */
record RunFile(
        String kafka,
        String authority,
        String api,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String apiCa,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String apiCertificate,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String apiKey,
        int maxConnectedClusters,
        List<MemberEntry> members,
        List<ClusterEntry> clusters,
        List<ServiceEntry> services,
        List<ProcessEntry> processes,
        List<OperatorEntry> operators,
        String busCredentials) {

    /** Addresses are URLs; the client certificate is named {@code local-<cluster name>}. */
    record MemberEntry(
            String name,
            int clusterId,
            String kubeconfig,
            String meshStore,
            String certificateAuthority,
            String clientCertificate,
            String clientKey) {}

    /** A cluster that runs and is no member when the fleet begins. */
    record ClusterEntry(String name, String kubeconfig) {}

    /** A service and where its health ({@code /q/health}) and metrics ({@code /q/metrics}) are. */
    record ServiceEntry(String name, String http) {}

    /** One process of {@code --processes}, for {@code ./fleetmesh service}. */
    record ProcessEntry(String name, String pidFile, String log) {}

    /** The first of them may everything. */
    record OperatorEntry(String name, String certificateAuthority, String clientCertificate, String clientKey) {}

    static RunFile of(Run run) {
        Layout layout = run.layout();
        return new RunFile(
                run.kafka(),
                layout.relative(layout.authority()),
                run.guarded() ? "https://127.0.0.1:" + run.ports().api() : http(run, FleetProcess.PROFILE_CONTROLLER),
                ofFirst(run, "ca.crt"),
                ofFirst(run, "tls.crt"),
                ofFirst(run, "tls.key"),
                run.profile().maxConnectedClusters(),
                run.members().stream().map(member -> entry(run, member)).toList(),
                run.strangers().stream()
                        .map(cluster ->
                                new ClusterEntry(cluster.name(), layout.relative(layout.kubeconfig(cluster.name()))))
                        .toList(),
                FleetProcess.services().stream()
                        .map(service -> new ServiceEntry(service.processName(), http(run, service)))
                        .toList(),
                run.processes()
                        ? Part.of(run).stream()
                                .map(process -> new ProcessEntry(
                                        process.processName(),
                                        layout.relative(Children.pidFile(layout, process)),
                                        layout.relative(Children.log(layout, process))))
                                .toList()
                        : List.of(),
                run.operators().stream().map(name -> operator(layout, name)).toList(),
                run.guarded() ? layout.relative(layout.bus()) : "");
    }

    private static String ofFirst(Run run, String file) {
        return run.operators().stream()
                .findFirst()
                .map(name -> run.layout().operator(name).resolve(file).toString())
                .orElse("");
    }

    private static OperatorEntry operator(Layout layout, String name) {
        Path pki = layout.operator(name);
        return new OperatorEntry(
                name,
                layout.relative(pki.resolve("ca.crt")),
                layout.relative(pki.resolve("tls.crt")),
                layout.relative(pki.resolve("tls.key")));
    }

    private static MemberEntry entry(Run run, FleetMember member) {
        Layout layout = run.layout();
        Path pki = layout.credentials(member.name());
        return new MemberEntry(
                member.name(),
                member.clusterId(),
                layout.relative(layout.kubeconfig(member.name())),
                run.meshStore(),
                layout.relative(pki.resolve("ca.crt")),
                layout.relative(pki.resolve("tls.crt")),
                layout.relative(pki.resolve("tls.key")));
    }

    static String http(Run run, FleetProcess service) {
        return "http://127.0.0.1:"
                + (run.processes() ? run.ports().http(service) : run.ports().http());
    }

    /** Replaces {@code file} as a whole. */
    void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(next.toFile(), this);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
