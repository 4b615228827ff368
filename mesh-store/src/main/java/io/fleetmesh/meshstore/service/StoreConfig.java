package io.fleetmesh.meshstore.service;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the mesh store is told. */
@ConfigMapping(prefix = "fleetmesh.store")
public interface StoreConfig {
    /** The address that agents reach. */
    @WithDefault("127.0.0.1")
    String host();

    /** Where agents connect: etcd's own port unless set. */
    @WithDefault("2379")
    int port();

    /**
     * Directory with {@code tls.crt}, {@code tls.key} and {@code ca.crt}; it may come later, nothing is served before, and
     * be replaced, which holds for new connections within a minute. Agents must bring a certificate that the CA has signed.
     */
    Path credentials();

    /** The network profile whose views are served. */
    @WithDefault("default")
    String profile();

    /**
     * The ID of the member whose store this is, if it is to learn of no other: it then reads that one's view from a topic of
     * its own, which the controller writes if {@code fleetmesh.bus.acls} is on. Without it all views of the profile are served.
     */
    Optional<String> consumer();

    /**
     * This replica's name where it says how it serves; the same after a restart, and another than that of any other replica
     * that serves the same consumers. Host name and port unless set.
     */
    Optional<String> replica();

    /** How often the heartbeat key changes; agents reconnect when it stands still for two minutes. */
    @WithDefault("20s")
    Duration heartbeat();

    /**
     * How long the data of a cluster stays after its configuration has gone from a view, so that agents learn of the removal
     * from their own configuration first.
     */
    @WithDefault("3m")
    Duration removalGrace();

    /** How much of the past is kept, for agents that resume after an interruption. */
    History history();

    /** See {@link #history}. */
    interface History {
        /** Heap that it takes together, over all views; a sixteenth of the largest heap unless set. */
        OptionalLong bytes();

        /** Events of each view. */
        @WithDefault("1000000")
        int events();

        /** Its age. */
        @WithDefault("15m")
        Duration keepFor();
    }

    /** The snapshot that a store begins with; kept only with {@code fleetmesh.state.directory}. */
    Snapshots snapshot();

    /**
     * The other replicas behind the same address, by the base URLs of their health endpoints. A replica that is behind one of
     * them takes no new connections.
     */
    Optional<List<URI>> siblings();

    /**
     * The operator's word that the fleet has become smaller: without it, a store whose snapshot cannot be continued serves a
     * view only when each source is complete and has at least half of the services that it had.
     */
    @WithDefault("false")
    boolean acceptSmaller();

    /** See {@link #snapshot}. */
    interface Snapshots {
        /** How often it is written, if its size allows. */
        @WithDefault("5s")
        Duration interval();

        /**
         * The age up to which it is served while Kafka is away: the operator's choice, for it may be older than what agents
         * have seen by as much as {@link #interval}. Not at all by default: agents that are refused keep what they have.
         */
        @WithDefault("0s")
        Duration servedUpTo();

        /** How long Kafka may be silent at a start before the snapshot is served, if it is. */
        @WithDefault("10s")
        Duration patience();
    }

    /** What all clients together, and each of them, may take. */
    Connections connections();

    /** See {@link #connections}. */
    Calls calls();

    /** See {@link #connections}. */
    Pings pings();

    /** See {@link #connections}. */
    Ranges ranges();

    /** See {@link #connections}. */
    Watches watches();

    /** What comparing members may take ({@code fleetctl compare}). */
    Compare compare();

    /** See {@link #compare}. */
    interface Compare {
        /** Members at one time. */
        @WithDefault("2")
        int members();

        /** Entries of each, about 1 KiB of heap for one: more is refused. */
        @WithDefault("100000")
        int entries();

        /** After which nobody compares a member any more. */
        @WithDefault("5m")
        Duration idle();
    }

    /** Bounds on connections. */
    interface Connections {
        /** Open at once; one over it is closed before its handshake. */
        @WithDefault("20000")
        int open();

        /** Open at once from one address: a node's agent has one for each peer, and so has the operator. */
        @WithDefault("2048")
        int perAddress();

        /** New ones that are taken up in a second; more wait, and addresses take turns. */
        @WithDefault("1000")
        int handshakesPerSecond();

        /** How long a handshake may take. */
        @WithDefault("10s")
        Duration handshake();
    }

    /** Bounds on calls of any kind. */
    interface Calls {
        /** Open at once on one connection. */
        @WithDefault("256")
        int perConnection();

        /** Bytes of one message from a client. */
        @WithDefault("2097152")
        int requestBytes();

        /** Calls that a connection may break off in a minute; with more it is closed. */
        @WithDefault("1000")
        int resetsPerMinute();

        /**
         * How long a client may keep room in {@link Ranges#bytes} or {@link Watches#bytes} by not taking what it is sent, while
         * others wait for room; then its connection is closed.
         */
        @WithDefault("30s")
        Duration patience();
    }

    /** Pings by which client and store find out that the other is gone. */
    interface Pings {
        /** A connection whose client pings more often is closed; etcd's client pings every 15 s. */
        @WithDefault("5s")
        Duration permitted();

        /** How long nothing comes from a client until it is pinged. */
        @WithDefault("30s")
        Duration after();

        /** How long it may then stay silent. */
        @WithDefault("10s")
        Duration patience();
    }

    /** Bounds on lists. */
    interface Ranges {
        /** Bytes of responses that are held at once, of one cluster half at most; further calls wait. */
        @WithDefault("67108864")
        long bytes();

        /** Calls that may wait, of one cluster half at most; one more is refused, and its client tries again. */
        @WithDefault("40000")
        int waiting();

        /** Responses that one connection holds at once; further calls of it wait. */
        @WithDefault("32")
        int perConnection();

        /** Responses that are made at once; clusters take turns. */
        @WithDefault("4")
        int building();
    }

    /** Bounds on watches. */
    interface Watches {
        /** Open at once; one more is refused. */
        @WithDefault("200000")
        int open();

        /** Open at once on one connection. */
        @WithDefault("4096")
        int perConnection();

        /** Open at once on one stream. */
        @WithDefault("1024")
        int perStream();

        /**
         * Bytes of responses that are held at once, of one cluster half at most; a stream that has more to send waits, but for
         * small ones.
         */
        @WithDefault("67108864")
        long bytes();

        /** Bytes of the events of one response to a client that asks for fragments. */
        @WithDefault("1048576")
        int fragmentBytes();

        /** How often an idle watch that asks for it is told the revision. */
        @WithDefault("10m")
        Duration progressInterval();
    }
}
