package io.fleetmesh.contract;

/**
 * As whom a part of Fleetmesh authenticates to Kafka: the common name of its client certificate of the mesh CA, which says
 * nothing else. No other certificate of that CA has such a name: those of agents begin with {@code local-}.
 *
 * @param commonName of the certificate
 */
public record BusIdentity(String commonName) {
    private static final String MEMBER = "bus-member-";
    private static final String SERVICE = "bus-service-";
    private static final String PRINCIPAL = "User:CN=";

    /** All parts that run in one member: they share what the member may do. */
    public static BusIdentity ofMember(String member) {
        return new BusIdentity(MEMBER + member);
    }

    /** A service that runs in the hub. */
    public static BusIdentity ofService(String service) {
        return new BusIdentity(SERVICE + service);
    }

    /** Kafka's name of it, as long as the broker maps a certificate's subject in Kafka's default way. */
    public String principal() {
        return PRINCIPAL + commonName;
    }

    /** Whether a principal of Kafka is one of Fleetmesh's: nobody else gives rights to those. */
    public static boolean isOurs(String principal) {
        return principal.startsWith(PRINCIPAL + MEMBER) || principal.startsWith(PRINCIPAL + SERVICE);
    }
}
