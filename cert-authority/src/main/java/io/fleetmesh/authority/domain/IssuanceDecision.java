package io.fleetmesh.authority.domain;

import java.time.Instant;

/** What is done about a request. */
public sealed interface IssuanceDecision {

    /** Make a certificate that is valid between these instants, in whole seconds. */
    record Issue(Instant notBefore, Instant notAfter, Why why) implements IssuanceDecision {}

    /** Make none; {@code reason} names the field, what stands there and what was expected. */
    record Refuse(String reason) implements IssuanceDecision {}

    /** The standing certificate will do; look again at {@code until}. */
    record Defer(Instant until) implements IssuanceDecision {}

    /** Why a certificate is made. */
    enum Why {
        /** The subject holds none that can be used. */
        NONE_STANDING,
        /** The subject's names or usages differ from what is asked, or it would be valid for longer than is asked. */
        REQUEST_CHANGED,
        /** Another authority signed it. */
        AUTHORITY_CHANGED,
        /** A third of its life or less is left. */
        RENEWAL_DUE
    }
}
