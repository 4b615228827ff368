package io.fleetmesh.authority.messaging;

import io.fleetmesh.authority.domain.Subject;
import java.nio.file.Path;

/**
 * Certificates for Kafka.
 *
 * @param output gets {@code broker}, {@code services/<service>} and {@code members/<member>}
 * @param broker whom the brokers' certificate names
 */
public record BusIssuing(Path output, Subject.Broker broker) {}
