package io.fleetmesh.contract.plan;

import io.fleetmesh.contract.NamespaceChoice;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.plan.MemberChange.FieldChange;
import io.fleetmesh.contract.plan.SightChange.Sight;
import io.fleetmesh.contract.plan.SightChange.SourceChange;
import io.fleetmesh.contract.resource.RolloutStrategySpec.Gate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan as plain text for people. */
public final class PlanText {
    private static final int INDENT = 2;
    private static final int MANY = 8;

    private final Plan plan;
    private final Glyphs glyphs;
    private final StringBuilder out = new StringBuilder();

    private PlanText(Plan plan, Glyphs glyphs) {
        this.plan = plan;
        this.glyphs = glyphs;
    }

    /** All of {@code plan}: what changes, who sees what then, in which waves, the checks. Ends with a line break; the same text for the same plan. */
    public static String render(Plan plan, Glyphs glyphs) {
        PlanText text = new PlanText(plan, glyphs);
        text.head();
        text.profile();
        text.members();
        text.records();
        text.views();
        text.sight();
        text.waves();
        text.out.append('\n').append(CheckText.render(plan.checks(), plan.overrides(), glyphs));
        return text.out.toString();
    }

    private void head() {
        line(0, "Plan " + plan.id() + " of profile " + plan.profile() + ": " + summary());
        line(
                INDENT,
                "made " + CheckText.time(plan.created()) + " by " + plan.actor() + ", expires "
                        + CheckText.time(plan.expires()));
        line(INDENT, "inputs " + plan.inputsHash());
        if (plan.approvalsNeeded() > 0) {
            String by = plan.approvals().stream().map(Signature::actor).collect(Collectors.joining(", "));
            String who = by.isEmpty() ? "" : ": " + by;
            line(INDENT, plan.approvals().size() + " of " + plan.approvalsNeeded() + " approvals" + who);
        }
        plan.applied().ifPresent(done -> line(INDENT, "applied " + CheckText.time(done.at()) + " by " + done.actor()));
    }

    private String summary() {
        if (plan.changesNothing()) {
            return "nothing would change";
        }
        Stream<String> members = Stream.of(MemberChange.Kind.values())
                .map(kind -> counted(
                        (int) plan.members().stream()
                                .filter(change -> change.kind() == kind)
                                .count(),
                        kind))
                .filter(text -> !text.isEmpty());
        Stream<String> views = plan.views().isEmpty()
                ? Stream.empty()
                : Stream.of(count(plan.views().size(), "view changes", "views change"));
        Stream<String> fields = plan.fields().isEmpty()
                ? Stream.empty()
                : Stream.of(
                        count(plan.fields().size(), "field of the profile changes", "fields of the profile change"));
        int written =
                plan.records().stream().mapToInt(change -> change.keys().size()).sum();
        Stream<String> records =
                written == 0 ? Stream.empty() : Stream.of(count(written, "record is written", "records are written"));
        return Stream.of(members, views, fields, records).flatMap(all -> all).collect(Collectors.joining(", "));
    }

    private static String counted(int count, MemberChange.Kind kind) {
        return count == 0
                ? ""
                : switch (kind) {
                    case ADMIT -> count(count, "member joins", "members join");
                    case CHANGE -> count(count, "member changes", "members change");
                    case DRAIN -> count(count, "member is drained", "members are drained");
                    case LEAVE -> count(count, "member leaves", "members leave");
                };
    }

    private void profile() {
        section("Profile", plan.fields());
        plan.fields().forEach(change -> {
            String mark = change.from().isEmpty() ? "+" : change.to().isEmpty() ? "-" : "~";
            line(INDENT, mark + " " + field(change));
        });
    }

    private void members() {
        section("Members", plan.members());
        for (MemberChange change : plan.members()) {
            String mark = switch (change.kind()) {
                case ADMIT -> "+";
                case CHANGE, DRAIN -> "~";
                case LEAVE -> "-";
            };
            String what = switch (change.kind()) {
                case ADMIT -> "joins";
                case CHANGE -> "changes";
                case DRAIN ->
                    "is drained: its services are withdrawn" + (change.observed() ? ", then it only observes" : "");
                case LEAVE -> "leaves";
            };
            boolean observed = change.observed() && change.kind() != MemberChange.Kind.DRAIN;
            line(INDENT, mark + " " + change.member() + " " + what + (observed ? " (observed only)" : ""));
            change.fields().forEach(field -> line(3 * INDENT, field(field)));
            change.labels().forEach(label -> line(3 * INDENT, "label " + field(label)));
        }
    }

    private void records() {
        section("Records that applying writes on the bus; nothing is written into members' clusters", plan.records());
        TextTable table = new TextTable();
        for (RecordChange change : plan.records()) {
            String mark = switch (change.kind()) {
                case CREATE -> "+";
                case CHANGE -> "~";
                case REMOVE -> "-";
            };
            table.row(mark + " " + change.record(), names(change.keys()), change.topic());
        }
        out.append(table.text(INDENT));
    }

    private String field(FieldChange field) {
        String to = field.to().orElse("(none)");
        return field.field() + ": "
                + field.from()
                        .map(from -> from + " " + glyphs.arrow() + " " + to)
                        .orElse(to);
    }

    private void views() {
        section("Views", plan.views());
        if (plan.views().isEmpty()) {
            return;
        }
        TextTable table = new TextTable();
        table.row("consumer", "sources", "services", "backends", "endpoints");
        for (ViewChange view : plan.views()) {
            Amount gained = view.gained();
            Amount lost = view.lost();
            String changed = view.sourcesChanged() == 0 ? "" : "~" + view.sourcesChanged();
            table.row(
                    view.consumer(),
                    (signed(view.sourcesGained(), view.sourcesLost()) + " " + changed).strip(),
                    signed(gained.services(), lost.services()),
                    signed(gained.backends(), lost.backends()),
                    signed(gained.endpoints(), lost.endpoints()));
        }
        out.append(table.text(INDENT));
    }

    private static String signed(long gained, long lost) {
        return ((gained == 0 ? "" : "+" + gained) + (lost == 0 ? "" : " -" + lost)).strip();
    }

    private void sight() {
        section("Sight", plan.sight());
        for (SightChange change : plan.sight()) {
            line(INDENT, names(change.consumers()));
            change.sources().forEach(this::source);
        }
    }

    private void source(SourceChange source) {
        String mark = source.before().isEmpty() ? "+" : source.after().isEmpty() ? "-" : "~";
        Optional<Sight> before = source.before();
        String sight = Stream.of(before, source.after())
                .flatMap(Optional::stream)
                .map(PlanText::namespaces)
                .distinct()
                .collect(Collectors.joining(" " + glyphs.arrow() + " "));
        String amounts = Stream.of(amount("+", source.gained()), amount("-", source.lost()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        line(2 * INDENT, mark + " " + source.source() + ": " + sight + (amounts.isEmpty() ? "" : " (" + amounts + ")"));
    }

    private static String namespaces(Sight sight) {
        NamespaceChoice choice = sight.namespaces();
        String names = String.join(", ", choice.names());
        String text = choice.all()
                ? names.isEmpty() ? "all namespaces" : "all namespaces but " + names
                : names.isEmpty() ? "no namespace" : "only " + names;
        return sight.draining() ? text + ", draining" : text;
    }

    private static String amount(String sign, Amount amount) {
        return Stream.of(
                        counted(sign, amount.services(), "service", "services"),
                        counted(sign, amount.backends(), "backend", "backends"),
                        counted(sign, amount.endpoints(), "endpoint", "endpoints"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String counted(String sign, long count, String one, String many) {
        return count == 0 ? "" : sign + count(count, one, many);
    }

    private void waves() {
        section("Waves, as the strategy has them; for now all is applied at once", plan.waves());
        TextTable table = new TextTable();
        for (int i = 0; i < plan.waves().size(); i++) {
            PlannedWave wave = plan.waves().get(i);
            table.row(
                    Integer.toString(i + 1),
                    wave.name(),
                    names(wave.members()),
                    "soak " + wave.soakSeconds() + " s" + gates(wave.gates())
                            + wave.maxFailures()
                                    .map(most -> ", stops if more than " + count(most, "member fails", "members fail"))
                                    .orElse("")
                            + (wave.pause() ? ", then waits for an operator" : ""));
        }
        out.append(table.text(INDENT));
    }

    private static String gates(List<Gate> gates) {
        return gates.stream()
                .map(gate ->
                        ", " + gate.check().name().toLowerCase(Locale.ROOT) + " within " + gate.timeoutSeconds() + " s")
                .collect(Collectors.joining());
    }

    /** Some of {@code names}, and how many more. */
    static String names(List<String> names) {
        return names.size() <= MANY
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MANY)) + " and " + (names.size() - MANY) + " more";
    }

    private void section(String title, List<?> content) {
        if (!content.isEmpty()) {
            out.append('\n').append(title).append('\n');
        }
    }

    private static String count(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(text).append('\n');
    }
}
