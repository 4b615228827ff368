package io.fleetmesh.authority.domain;

import java.util.List;
import java.util.Set;

/** Whom a certificate is for. */
public sealed interface Subject {

    /** What a certificate for it must say. */
    Leaf leaf();

    /**
     * All agents of one consumer, as stock Cilium names them towards the store of their own cluster.
     *
     * @param clusterName the consumer's cluster name
     */
    record ConsumerClient(String clusterName) implements Subject {
        @Override
        public Leaf leaf() {
            return new Leaf("local-" + clusterName, Set.of(), Set.of(), Set.of(Usage.CLIENT_AUTH));
        }
    }

    /**
     * A person who declares what shall be, by the API. The common name is no DNS name and begins like no consumer's, so that
     * none of the three can be taken for another.
     *
     * @param name of the person
     */
    record Operator(String name) implements Subject {
        @Override
        public Leaf leaf() {
            return new Leaf("user:" + name, Set.of(), Set.of(), Set.of(Usage.CLIENT_AUTH));
        }
    }

    /**
     * The API, where operators ask: a server and nothing else.
     *
     * @param dnsNames names under which it is asked
     * @param ipAddresses literals under which it is asked
     */
    record ApiServer(List<String> dnsNames, List<String> ipAddresses) implements Subject {
        public ApiServer {
            dnsNames = List.copyOf(dnsNames);
            ipAddresses = List.copyOf(ipAddresses);
        }

        @Override
        public Leaf leaf() {
            return new Leaf(
                    "profile-controller", Set.copyOf(dnsNames), Set.copyOf(ipAddresses), Set.of(Usage.SERVER_AUTH));
        }
    }

    /**
     * A mesh store. It may be a client too: a store that dials its sibling, or an etcd that dials itself, shows the same
     * certificate.
     *
     * @param commonName at most 64 characters
     * @param dnsNames names under which agents dial it; a leading {@code *.} stands for one label
     * @param ipAddresses literals under which agents dial it
     */
    record StoreServer(String commonName, List<String> dnsNames, List<String> ipAddresses) implements Subject {
        public StoreServer {
            dnsNames = List.copyOf(dnsNames);
            ipAddresses = List.copyOf(ipAddresses);
        }

        @Override
        public Leaf leaf() {
            return new Leaf(
                    commonName,
                    Set.copyOf(dnsNames),
                    Set.copyOf(ipAddresses),
                    Set.of(Usage.SERVER_AUTH, Usage.CLIENT_AUTH));
        }
    }

    /**
     * A part of Fleetmesh, as a client of Kafka.
     *
     * @param commonName by which Kafka knows it, at most 64 characters
     */
    record BusClient(String commonName) implements Subject {
        @Override
        public Leaf leaf() {
            return new Leaf(commonName, Set.of(), Set.of(), Set.of(Usage.CLIENT_AUTH));
        }
    }

    /** Kafka's brokers, which are clients of each other as well; all show the same name, {@value #BROKER}. */
    record Broker(List<String> dnsNames, List<String> ipAddresses) implements Subject {
        /** The common name: who owns the brokers lets it do everything. */
        public static final String BROKER = "bus-broker";

        public Broker {
            dnsNames = List.copyOf(dnsNames);
            ipAddresses = List.copyOf(ipAddresses);
        }

        @Override
        public Leaf leaf() {
            return new Leaf(
                    BROKER,
                    Set.copyOf(dnsNames),
                    Set.copyOf(ipAddresses),
                    Set.of(Usage.SERVER_AUTH, Usage.CLIENT_AUTH));
        }
    }
}
