package io.fleetmesh.contract.plan;

import java.time.Instant;

/** Somebody answers for it that a check fails. */
public record CheckOverride(String check, String reason, String actor, Instant at) {}
