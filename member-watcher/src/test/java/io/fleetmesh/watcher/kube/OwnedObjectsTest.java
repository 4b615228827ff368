package io.fleetmesh.watcher.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fleetmesh.contract.InventoryFact.Owned;
import io.fleetmesh.contract.InventoryFact.Presence;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of an object's metadata nothing is kept but what marks who manages it. */
class OwnedObjectsTest {
    private static Owned owned(String metadata) throws IOException, BadField {
        String json = ("{'metadata':" + metadata + "}").replace('\'', '"');
        return OwnedObjects.owned(Tree.of(ObjectReader.tree(json.getBytes(UTF_8))));
    }

    @Test
    void helmIsToldByItsMarks() throws IOException, BadField {
        assertEquals(
                new Owned(
                        Presence.PRESENT,
                        Map.of("app.kubernetes.io/managed-by", "Helm"),
                        Map.of("meta.helm.sh/release-name", "cilium", "meta.helm.sh/release-namespace", "kube-system"),
                        List.of("cilium-operator", "helm")),
                owned("{'labels':{'app.kubernetes.io/managed-by':'Helm','k8s-app':'cilium'},"
                        + "'annotations':{'meta.helm.sh/release-name':'cilium',"
                        + "'meta.helm.sh/release-namespace':'kube-system','note':'x'},"
                        + "'managedFields':[{'manager':'helm'},{'manager':'cilium-operator'},{'manager':'helm'}]}"));
    }

    /** As AKS labels what its addon manager reconciles. */
    @Test
    void aProviderIsToldByItsMarks() throws IOException, BadField {
        Map<String, String> marks = Map.of(
                "addonmanager.kubernetes.io/mode", "Reconcile",
                "kubernetes.azure.com/managedby", "aks",
                "kubernetes.io/cluster-service", "true");

        assertEquals(
                new Owned(Presence.PRESENT, marks, Map.of(), List.of()),
                owned("{'labels':{'addonmanager.kubernetes.io/mode':'Reconcile','k8s-app':'cilium',"
                        + "'kubernetes.azure.com/managedby':'aks','kubernetes.io/cluster-service':'true',"
                        + "'notazure.com/x':'y','kubernetes.azure.com':'no domain'}}"));
    }

    @Test
    void whatMayTellOfASecretIsDropped() throws IOException, BadField {
        assertEquals(
                new Owned(Presence.PRESENT, Map.of(), Map.of(), List.of("kubectl-client-side-apply")),
                owned(
                        "{'name':'cilium-clustermesh',"
                                + "'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'{data:c2VjcmV0}'},"
                                + "'managedFields':[{'manager':'kubectl-client-side-apply','fieldsV1':{'f:data':{'f:west':{}}}}]}"));
    }
}
