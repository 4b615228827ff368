package io.fleetmesh.controller.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.controller.domain.FolderRules.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FolderRulesTest {
    private static Intent declared(String name, String kubeconfig) {
        return Intent.of(ObjectMeta.named(name, Map.of()), SampleMembers.by(kubeconfig));
    }

    private static Map<String, Intent> now(Intent... intents) {
        Map<String, Intent> now = new TreeMap<>();
        for (Intent intent : intents) {
            now.put(intent.key(), intent);
        }
        return now;
    }

    @Test
    void aFileThatNoMemberRefersToBecomesOneThatCanBeAccepted() {
        List<Finding> findings =
                FolderRules.decide(Map.of("east.kubeconfig", Optional.empty(), "notes.txt", Optional.empty()), now());

        Finding.Declare declare = assertInstanceOf(Finding.Declare.class, findings.getFirst());
        assertEquals(1, findings.size());
        assertEquals(
                Optional.of(FolderRules.MANAGED_BY), declare.member().metadata().managedBy());
        assertEquals(declared("east", "east").spec(), declare.member().spec());
        assertInstanceOf(
                IntentDecision.Written.class,
                IntentRules.decide(now(), new IntentChange.Create(declare.member()), "1", Instant.EPOCH));
    }

    @Test
    void whatAPersonDeclaredStaysWhetherByNameOrByKubeconfig() {
        assertEquals(
                List.of(),
                FolderRules.decide(
                        Map.of("east.kubeconfig", Optional.empty(), "west.kubeconfig", Optional.empty()),
                        now(declared("east", "other"), declared("renamed", "west"))));
    }

    @Test
    void whatLeadsToNoMemberIsToldInsteadOfGuessed() {
        assertEquals(
                List.of(
                        new Finding.Odd(
                                "East.kubeconfig",
                                "expected before .kubeconfig a DNS label: at most 63 of a-z, 0-9 and '-', with a letter or digit at"
                                        + " both ends"),
                        new Finding.Odd("west.kubeconfig", "expected one document, found 0")),
                FolderRules.decide(
                        Map.of(
                                "East.kubeconfig",
                                Optional.empty(),
                                "west.kubeconfig",
                                Optional.of("expected one document, found 0")),
                        now()));
    }

    @Test
    void aFileThatVanishesTakesNothingWithIt() {
        Finding.Declare found = assertInstanceOf(
                Finding.Declare.class,
                FolderRules.decide(Map.of("east.kubeconfig", Optional.empty()), now())
                        .getFirst());

        assertEquals(
                List.of(new Finding.Vanished("east", "east.kubeconfig")),
                FolderRules.decide(Map.of(), now(found.member(), declared("west", "west"))));
    }
}
