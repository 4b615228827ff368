package io.fleetmesh.embeddedkafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings of a broker that goes by ACLs. */
public final class Guard {
    /** Who a client is that shows no certificate. */
    public static final String ANYBODY = "User:ANONYMOUS";

    private static final String AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

    private Guard() {}

    /** Settings for {@link EmbeddedKafka#start} of one that takes everybody and allows everything of what has no ACLs. */
    public static Map<String, String> forbiddingOnly() {
        return Map.of("authorizer.class.name", AUTHORIZER, "allow.everyone.if.no.acl.found", "true");
    }

    /**
     * Settings for {@link EmbeddedKafka#start} of one that takes certificates of one CA alone, and allows what ACLs say.
     *
     * @param tls the broker's certificate and key and the CA, by Kafka's names
     * @param superUsers principals that may do everything, {@code User:CN=…}: the broker itself, and whoever writes ACLs
     */
    public static Map<String, String> settings(Quorum.Node node, Map<String, String> tls, List<String> superUsers) {
        Map<String, String> settings = new HashMap<>(tls);
        // A client's word; a broker says it for each listener.
        settings.remove("security.protocol");
        settings.put(
                "listeners", "SSL://127.0.0.1:" + node.port() + ",CONTROLLER://127.0.0.1:" + node.controllerPort());
        settings.put("advertised.listeners", "SSL://127.0.0.1:" + node.port());
        settings.put("inter.broker.listener.name", "SSL");
        settings.put("listener.security.protocol.map", "SSL:SSL,CONTROLLER:SSL");
        settings.put("ssl.client.auth", "required");
        settings.put("authorizer.class.name", AUTHORIZER);
        settings.put("allow.everyone.if.no.acl.found", "false");
        settings.put("super.users", String.join(";", superUsers));
        return Map.copyOf(settings);
    }
}
