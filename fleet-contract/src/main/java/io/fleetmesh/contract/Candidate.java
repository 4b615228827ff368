package io.fleetmesh.contract;

import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import java.util.Optional;

/** A declared cluster that no profile has admitted: its facts are gathered, so that joining can be planned, and nothing of it is shown to anybody. */
public record Candidate(String id, Optional<KubeconfigRef> kubeconfig) implements KnownMember {}
