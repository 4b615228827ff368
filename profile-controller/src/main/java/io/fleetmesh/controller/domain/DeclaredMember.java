package io.fleetmesh.controller.domain;

/**
 * A cluster as its operator declares it, not checked yet.
 *
 * @param id Fleetmesh's name of it, part of its topics' names
 * @param clusterName Cilium's {@code cluster-name}
 * @param clusterId Cilium's {@code cluster-id}
 */
public record DeclaredMember(String id, String clusterName, int clusterId) {}
