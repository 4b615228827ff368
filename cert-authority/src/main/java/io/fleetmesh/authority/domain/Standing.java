package io.fleetmesh.authority.domain;

import java.time.Instant;

/**
 * A certificate that the subject holds already, with its key and whole.
 *
 * @param ofThisAuthority whether the present authority signed it and stands beside it
 */
public record Standing(Leaf leaf, boolean ofThisAuthority, Instant notBefore, Instant notAfter) {}
