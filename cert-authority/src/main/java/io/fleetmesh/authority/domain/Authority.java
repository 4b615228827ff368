package io.fleetmesh.authority.domain;

import java.time.Instant;

/** From when until when an authority's own certificate is valid. */
public record Authority(Instant notBefore, Instant notAfter) {}
