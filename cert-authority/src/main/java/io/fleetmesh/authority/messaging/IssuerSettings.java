package io.fleetmesh.authority.messaging;

import io.fleetmesh.authority.domain.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is issued, and where to.
 *
 * @param output gets one directory for the store, {@code store}, and one for each member, named by its ID
 * @param store whom the store's certificate names
 * @param bus if Kafka asks for certificates
 * @param validity of every certificate; it is renewed when a third is left
 */
public record IssuerSettings(Path output, Subject.StoreServer store, Optional<BusIssuing> bus, Duration validity) {}
