package io.fleetmesh.contract;

/** An address of a node; {@code type} as Kubernetes and Cilium name it: {@code InternalIP}, {@code CiliumInternalIP} and others. */
public record NodeAddress(String type, String ip) {}
