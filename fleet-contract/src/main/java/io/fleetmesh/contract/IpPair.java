package io.fleetmesh.contract;

import java.util.Optional;

/** An address of each IP family, where there is one. */
public record IpPair(Optional<String> ipv4, Optional<String> ipv6) {
    public static final IpPair NONE = new IpPair(Optional.empty(), Optional.empty());
}
