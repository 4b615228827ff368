package io.fleetmesh.authority.messaging;

import io.fleetmesh.authority.domain.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What is issued, and where to.
 *
 * @param output gets one directory for the store, {@code store}, one for each member, named by its ID, {@code _api}, and
 *     {@code _operators/NAME}: no member can be called so
 * @param store whom the store's certificate names
 * @param api whom the certificate of the API names; it has none if empty
 * @param operators who gets a client certificate for the API
 * @param bus if Kafka asks for certificates
 * @param validity of every certificate; it is renewed when a third is left
 */
public record IssuerSettings(
        Path output,
        Subject.StoreServer store,
        Optional<Subject.ApiServer> api,
        Set<String> operators,
        Optional<BusIssuing> bus,
        Duration validity) {
    public IssuerSettings {
        operators = Set.copyOf(operators);
    }
}
