package io.fleetmesh.controller.domain.access;

/** What somebody wants to do. */
public record Action(Verb verb, Target target) {}
