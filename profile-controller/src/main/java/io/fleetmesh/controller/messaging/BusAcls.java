package io.fleetmesh.controller.messaging;

import io.fleetmesh.contract.BusIdentity;
import io.fleetmesh.controller.domain.BusGrant;
import io.fleetmesh.kit.messaging.BusSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What Kafka allows the principals of Fleetmesh. It sees and changes nothing of other principals, and no denial: that one is
 * an operator's. Thread-safe; every call blocks and throws {@link KafkaException} if Kafka does not do it.
 */
final class BusAcls implements AutoCloseable {
    private static final long SECONDS = 30;
    private static final String ANYWHERE = "*";
    /** Kafka takes 10,000 changes at once. */
    private static final int BATCH = 1000;

    private final Admin admin;

    BusAcls(BusSettings settings) {
        this.admin = Admin.create(settings.adminConfig());
    }

    /** As Kafka writes it. */
    static AclBinding binding(BusGrant grant) {
        ResourceType type = switch (grant.resource()) {
            case TOPIC -> ResourceType.TOPIC;
            case GROUP -> ResourceType.GROUP;
        };
        PatternType match = switch (grant.match()) {
            case EXACT -> PatternType.LITERAL;
            case PREFIX -> PatternType.PREFIXED;
        };
        AclOperation operation = switch (grant.right()) {
            case READ -> AclOperation.READ;
            case WRITE -> AclOperation.WRITE;
            case CREATE -> AclOperation.CREATE;
        };
        return new AclBinding(
                new ResourcePattern(type, grant.name(), match),
                new AccessControlEntry(grant.who().principal(), ANYWHERE, operation, AclPermissionType.ALLOW));
    }

    /** All that Kafka allows our principals, whoever wrote it. */
    Set<AclBinding> present() {
        return await(admin.describeAcls(AclBindingFilter.ANY).values(), "read ACLs").stream()
                .filter(binding -> binding.entry().permissionType() == AclPermissionType.ALLOW)
                .filter(binding -> BusIdentity.isOurs(binding.entry().principal()))
                .collect(Collectors.toSet());
    }

    void grant(Collection<AclBinding> bindings) {
        inBatches(bindings, "grant access", batch -> admin.createAcls(batch).all());
    }

    void revoke(Collection<AclBinding> bindings) {
        inBatches(
                bindings,
                "revoke access",
                batch -> admin.deleteAcls(
                                batch.stream().map(AclBinding::toFilter).toList())
                        .all());
    }

    private static void inBatches(
            Collection<AclBinding> bindings, String what, Function<List<AclBinding>, KafkaFuture<?>> call) {
        List<AclBinding> all = new ArrayList<>(bindings);
        for (int from = 0; from < all.size(); from += BATCH) {
            var _ = await(call.apply(all.subList(from, Math.min(all.size(), from + BATCH))), what);
        }
    }

    private static <T> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("could not " + what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("could not " + what + " within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while trying to " + what, e);
        }
    }

    @Override
    public void close() {
        // Whoever still waits for an answer hears that there is none.
        admin.close(Duration.ZERO);
    }
}
