package io.fleetmesh.contract.plan;

import java.time.Instant;

/** Who approved or applied a plan, and when. */
public record Signature(String actor, Instant at) {}
