package io.fleetmesh.authority.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * A wish for a certificate.
 *
 * @param validity how long it should be valid from now on; whole seconds count
 * @param standing what the subject holds already
 */
public record IssuanceRequest(Subject subject, Duration validity, Optional<Standing> standing) {}
