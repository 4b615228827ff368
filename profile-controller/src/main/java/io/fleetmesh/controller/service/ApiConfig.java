package io.fleetmesh.controller.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How callers of the API are authenticated. Without a port nobody is: the API then answers this machine only, on the port that
 * health has.
 */
@ConfigMapping(prefix = "fleetmesh.api")
public interface ApiConfig {
    /** Where the API listens by TLS, which {@code certificate} and {@code key} must be given for. */
    Optional<Integer> port();

    /** The address at which it does. */
    @WithDefault("0.0.0.0")
    String host();

    /** Its certificate, PEM; the certificate authority puts it at {@code <output>/_api/current/tls.crt}. */
    Optional<Path> certificate();

    /** Its key, PKCS#8 in PEM; beside the certificate as {@code tls.key}. */
    Optional<Path> key();

    /** The mesh CA, PEM: operators' client certificates of it are taken. Without {@code oidc} nothing else is. */
    Optional<Path> clientCa();

    /** Names of those who may everything, whatever RoleBindings say: at least one, for somebody must give the first role. */
    Optional<Set<String>> admins();

    /** Bearer tokens of an OpenID Connect issuer. */
    Optional<Oidc> oidc();

    /** By TLS. */
    Connections connections();

    /** Those that are being worked on. */
    Requests requests();

    /** Those that are open. */
    Watches watches();

    /** How many there may be. */
    interface Connections {
        /** At once. */
        @WithDefault("1000")
        int open();

        /** The same from one address. */
        @WithDefault("100")
        int perAddress();

        /** After which one is closed on which nothing comes or goes; watches say something every 20 s. */
        @WithDefault("3m")
        Duration idle();
    }

    /** How many there may be. */
    interface Requests {
        /** At once. */
        @WithDefault("200")
        int open();

        /** The same of one caller. */
        @WithDefault("32")
        int perCaller();

        /** The same from one address, while it is not known who asks. */
        @WithDefault("50")
        int unauthenticatedPerAddress();

        /** How long a caller may take to send one, and then to take the answer. */
        @WithDefault("30s")
        Duration patience();
    }

    /** How many there may be, and what they cost. */
    interface Watches {
        /** At once. */
        @WithDefault("500")
        int open();

        /** The same of one caller. */
        @WithDefault("50")
        int perCaller();

        /** Bytes that wait to be sent on one, before nothing is added to them. */
        @WithDefault("65536")
        int queuedBytes();

        /** How long those may wait; then it ends, and the caller goes on where it has read. */
        @WithDefault("30s")
        Duration patience();
    }

    /** Which tokens are believed. */
    interface Oidc {
        /** Their {@code iss}; an https address, unless {@code jwks} says where the keys are. */
        String issuer();

        /** One of their {@code aud}. */
        String audience();

        /**
         * The issuer's public keys: a file, read again when it changes, or an https address; if absent, where the issuer's
         * discovery document says.
         */
        Optional<String> jwks();

        /** The CA of these addresses, PEM; those of the JDK if absent. */
        Optional<Path> ca();

        // A default given here would make the group present, and issuer and audience required.

        /** The claim that is the caller's name; {@code sub} if absent. */
        Optional<String> subjectClaim();

        /** The claim that lists the caller's groups; {@code groups} if absent. */
        Optional<String> groupsClaim();
    }
}
