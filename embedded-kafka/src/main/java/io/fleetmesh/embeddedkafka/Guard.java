package io.fleetmesh.embeddedkafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings of a broker that takes certificates of one CA alone, and allows what ACLs say. */
public final class Guard {
    private Guard() {}

    /**
     * Settings for {@link EmbeddedKafka#start}.
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
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("allow.everyone.if.no.acl.found", "false");
        settings.put("super.users", String.join(";", superUsers));
        return Map.copyOf(settings);
    }
}
