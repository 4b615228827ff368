package io.fleetmesh.authority.messaging;

import io.fleetmesh.authority.domain.Subject;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What is issued, and where to.
 *
 * @param output gets one directory for the store, {@code store}, and one for each member, named by its ID
 * @param store whom the store's certificate names
 * @param validity of every certificate; it is renewed when a third is left
 */
public record IssuerSettings(Path output, Subject.StoreServer store, Duration validity) {}
