package io.fleetmesh.contract.resource;

/** What an object of some kind says, beside its metadata. */
public sealed interface Spec permits MemberSpec, NetworkProfileSpec, RoleBindingSpec, RolloutStrategySpec {}
