package io.fleetmesh.embeddedkafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Changes a broker that works, as an operator would. Every call returns when Kafka has written the change; that the broker goes by it
 * may take a moment longer.
 */
public final class Operator implements AutoCloseable {
    private final Admin admin;

    /** @param bootstrapServers of a broker that is {@link Guard#forbiddingOnly} */
    public Operator(String bootstrapServers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Nobody may do that from now on, and everybody all else. */
    public void bar(ResourceType type, String name, AclOperation operation) {
        ResourcePattern resource = new ResourcePattern(type, name, PatternType.LITERAL);
        await(admin.createAcls(List.of(
                        entry(resource, AclOperation.ALL, AclPermissionType.ALLOW),
                        entry(resource, operation, AclPermissionType.DENY)))
                .all());
    }

    /** Everybody may do everything again. */
    public void permit(ResourceType type, String name) {
        await(admin.deleteAcls(List.of(new AclBindingFilter(
                        new ResourcePatternFilter(type, name, PatternType.LITERAL), AccessControlEntryFilter.ANY)))
                .all());
    }

    /** Gives a topic another setting. */
    public void configure(String topic, String setting, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        await(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }

    private static AclBinding entry(ResourcePattern resource, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(resource, new AccessControlEntry(Guard.ANYBODY, "*", operation, permission));
    }

    private static void await(KafkaFuture<?> change) {
        try {
            var _ = change.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was changed", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take the change: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
