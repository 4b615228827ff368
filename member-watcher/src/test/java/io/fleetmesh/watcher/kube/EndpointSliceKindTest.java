package io.fleetmesh.watcher.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fleetmesh.contract.MemberFact.EndpointPort;
import io.fleetmesh.contract.MemberFact.EndpointSliceFact;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of an EndpointSlice. */
class EndpointSliceKindTest {
    private static final String SERVICE = "kubernetes.io/service-name";

    private static EndpointSliceFact map(EndpointSlice slice) throws BadField {
        return (EndpointSliceFact) new EndpointSliceKind().map(slice);
    }

    private static EndpointSliceBuilder cart() {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("cart-1")
                .addToLabels(SERVICE, "cart")
                .endMetadata()
                .withAddressType("IPv4");
    }

    @Test
    void belongsToTheServiceOfItsLabel() throws BadField {
        assertEquals(Optional.of("cart"), map(cart().build()).service());
    }

    @Test
    void ofAnotherProxyBelongsToNoService() throws BadField {
        EndpointSlice slice = cart().editMetadata()
                .addToLabels("service.kubernetes.io/service-proxy-name", "")
                .endMetadata()
                .build();

        assertEquals(Optional.empty(), map(slice).service());
    }

    /** The API does not check them: that one is none must not keep the others from being known. */
    @Test
    void numberThatIsNoPortIsKeptAsItIs() throws BadField {
        EndpointSlice slice = cart().addNewPort()
                .withName("a")
                .withPort(70_000)
                .endPort()
                .addNewPort()
                .withName("b")
                .withPort(-1)
                .endPort()
                .addNewPort()
                .withName("c")
                .endPort()
                .build();

        assertEquals(
                List.of(
                        new EndpointPort("a", "TCP", Optional.of(70_000)),
                        new EndpointPort("b", "TCP", Optional.of(-1)),
                        new EndpointPort("c", "TCP", Optional.empty())),
                map(slice).ports());
    }
}
