package io.fleetmesh.standalone;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a run keeps its files.
 *
 * @param root the project's, where the packaged applications and the samples are
 * @param home the run's own files
 * @param data what may outlive a run: Kafka's log, the mesh CA, and what services remember
 */
record Layout(Path root, Path home, Path data) {

    /** A broker's log. */
    Path kafka(Part broker) {
        return data.resolve(broker.processName());
    }

    /** What services remember from one start to the next. */
    Path state() {
        return data.resolve("state");
    }

    /** What is declared of the sample fleet, in this order. */
    List<Path> sampleFleet() {
        Path directory = root.resolve("samples").resolve("fleet");
        return List.of(directory.resolve("members.yaml"), directory.resolve("profile.yaml"));
    }

    /** A backup that is to be restored. */
    Path backup() {
        return data.resolve("restore").resolve(BackupFiles.HUB);
    }

    Path authority() {
        return data.resolve("authority");
    }

    /** Issued certificates with their keys. */
    Path pki() {
        return home().resolve("pki");
    }

    /** Certificates for Kafka, of a run that asks for them. */
    Path bus() {
        return home().resolve("pki-bus");
    }

    /** The files by which a process reaches Kafka. */
    Path busCredentials(FleetProcess service) {
        return bus().resolve("services").resolve(service.processName()).resolve("current");
    }

    Path brokerCredentials() {
        return bus().resolve("broker").resolve("current");
    }

    Path operator(String name) {
        return pki().resolve("_operators").resolve(name).resolve("current");
    }

    Path apiCredentials() {
        return credentials("_api");
    }

    /** The files that a member's agents use now. */
    Path credentials(String member) {
        return pki().resolve(member).resolve("current");
    }

    Path logs() {
        return home().resolve("logs");
    }

    /** PID files and start scripts. */
    Path processes() {
        return home().resolve("run");
    }

    Path config() {
        return processes().resolve("fleetmesh.properties");
    }

    Path runFile() {
        return home().resolve("run.json");
    }

    Path kubeconfig(String member) {
        return home().resolve(member + ".kubeconfig");
    }

    Path context(String member) {
        return home().resolve(member + ".context");
    }

    /** {@code path} as run.json names it. */
    String relative(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path base = root.toAbsolutePath().normalize();
        return absolute.startsWith(base) ? base.relativize(absolute).toString() : absolute.toString();
    }
}
