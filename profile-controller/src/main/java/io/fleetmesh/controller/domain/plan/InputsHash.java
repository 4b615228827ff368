package io.fleetmesh.controller.domain.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Intent.NetworkProfileIntent;
import io.fleetmesh.contract.Intent.RolloutStrategyIntent;
import io.fleetmesh.contract.plan.Finding;
import io.fleetmesh.contract.plan.Level;
import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.resource.ObjectMeta;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over what a plan rests on: what is declared, what stands, what should, in which waves, and what checks found. Facts enter by
 * what follows from them, so that those from which nothing follows do not matter: another node, or an annotation, changes nothing
 * unless a check says so. Counts of services, endpoints and identities are shown in a plan and do not enter, because they never stand
 * still in a living fleet; what they decide does. Time does not enter, either: what depends on it is decided anew at the end.
 */
final class InputsHash {
    private final MessageDigest digest;

    private InputsHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(PlanInputs inputs, Target target, List<PlannedWave> waves, List<Found> found) {
        InputsHash hash = new InputsHash();
        hash.text(inputs.profile());
        hash.text(Integer.toString(inputs.approvalsNeeded()));
        ObjectMeta name = ObjectMeta.named(inputs.profile(), Map.of());
        inputs.spec().ifPresent(spec -> hash.record(new NetworkProfileIntent(name, spec)));
        hash.text("applied");
        inputs.appliedSpec().ifPresent(spec -> hash.record(new NetworkProfileIntent(name, spec)));
        hash.labels(inputs.appliedLabels());
        inputs.strategy().ifPresent(spec -> hash.record(new RolloutStrategyIntent(name, spec)));
        hash.records(inputs.members().values());
        hash.records(inputs.views().values());
        hash.records(target.members().values());
        hash.records(target.views().values());
        hash.labels(target.labels());
        hash.text("waves");
        waves.forEach(wave -> hash.text(wave.name() + "=" + String.join(",", wave.members())));
        found.forEach(hash::check);
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    private void check(Found found) {
        List<Finding> findings = found.findings();
        text(found.name());
        switch (found.precheck().hashed()) {
            case FACTS -> findings.forEach(finding -> text(levelled(finding) + finding.fact()));
            case LEVELS -> findings.stream().map(InputsHash::levelled).sorted().forEach(this::text);
            case FAILURES ->
                findings.stream()
                        .filter(finding -> finding.level() == Level.FAIL)
                        .forEach(finding -> text(levelled(finding) + finding.fact()));
            case NOTHING -> {}
        }
    }

    private static String levelled(Finding finding) {
        return finding.level() + " " + String.join(",", finding.members()) + " ";
    }

    private void labels(Map<String, Map<String, String>> labels) {
        text("labels");
        new TreeMap<>(labels)
                .forEach((member, its) ->
                        new TreeMap<>(its).forEach((key, value) -> text(member + " " + key + "=" + value)));
    }

    private void records(Collection<? extends FleetRecord> records) {
        text("records " + records.size());
        records.forEach(this::record);
    }

    private void record(FleetRecord record) {
        bytes(Codec.encode(record));
    }

    private void text(String text) {
        bytes(text.getBytes(UTF_8));
    }

    /** With their number before, so that no two sequences of parts are the same bytes. */
    private void bytes(byte[] bytes) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            digest.update((byte) (bytes.length >> shift));
        }
        digest.update(bytes);
    }
}
