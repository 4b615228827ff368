package io.fleetmesh.authority.domain;

/** What a certificate may be used for: its extended key usage. */
public enum Usage {
    CLIENT_AUTH,
    SERVER_AUTH
}
