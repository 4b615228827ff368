package io.fleetmesh.controller.api;

import io.fleetmesh.contract.resource.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that the API does, for its description.
 *
 * @param path below {@link IntentApi#ROOT}
 * @param query names of its parameters behind the question mark
 * @param takes the schema of the body
 * @param gives the schema of the answer
 * @param statuses of answers that are no problems
 */
record Operation(
        String method,
        String path,
        String summary,
        List<String> query,
        Optional<String> takes,
        String gives,
        List<Integer> statuses) {
    private static final List<Integer> OK = List.of(200);
    private static final List<Integer> CREATED = List.of(201);

    private static final String EXPORT = "/networkprofiles/{name}/exports/{namespace}/{service}/{member}";

    Operation {
        query = List.copyOf(query);
        statuses = List.copyOf(statuses);
    }

    /** All that there are, those for kinds first. */
    static List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            all.addAll(of(kind));
        }
        all.add(new Operation(
                "post",
                "/apply",
                "Declares any number of objects, each judged together with the others: all are accepted, or none is written.",
                List.of("dryRun"),
                Optional.of("Objects"),
                "ApplyResult",
                OK));
        all.add(read("/members/{name}/status", "Where a member stands on its way in and out.", "MemberStatus"));
        all.add(read(
                "/memberstatuses",
                "Where members stand, a page of them; with declared=false just those that are declared no more; with watch=true each"
                        + " change, a line of JSON for each.",
                "MemberStatusList",
                "limit",
                "continue",
                "declared",
                "watch",
                "resourceVersion"));
        all.add(new Operation(
                "post",
                "/networkprofiles/{name}/plan",
                "Makes a plan: what would change. One that says the same is given again (200). With dryRun=true it is not kept.",
                List.of("dryRun"),
                Optional.of("Nothing"),
                "Plan",
                List.of(200, 201)));
        all.add(post(
                "/networkprofiles/{name}/checks",
                "Checks a cluster that is not declared beside the profile's members; keeps nothing of it.",
                "Newcomer",
                "CheckList",
                OK));
        all.add(new Operation(
                "delete",
                "/networkprofiles/{name}/cluster-ids/{id}",
                "Forgets whose a cluster ID was, so that others may get it; refused as long as somebody has it.",
                List.of("reason"),
                Optional.empty(),
                "ClusterIdReservation",
                OK));
        all.add(new Operation(
                "put",
                EXPORT,
                "Lets a member export a service, where exports are held.",
                List.of("reason"),
                Optional.empty(),
                "ExportApproval",
                OK));
        all.add(new Operation(
                "delete",
                EXPORT,
                "Takes that back: what the member exports of that name is held again.",
                List.of("reason"),
                Optional.empty(),
                "ExportApproval",
                OK));
        all.add(read(
                "/plans",
                "Plans, newest first, a page of them; with watch=true each change, a line of JSON for each.",
                "PlanList",
                "limit",
                "continue",
                "profile",
                "watch",
                "resourceVersion"));
        all.add(read("/plans/{id}", "One plan.", "Plan"));
        all.add(new Operation(
                "delete",
                "/plans/{id}",
                "Discards it; refused if it was applied.",
                List.of("dryRun"),
                Optional.empty(),
                "Plan",
                OK));
        all.add(post("/plans/{id}/apply", "Applies it, if its inputs are what they were.", "Nothing", "Plan", OK));
        all.add(post("/plans/{id}/overrides", "Answers for a check that fails.", "Override", "Plan", OK));
        all.add(post("/plans/{id}/approvals", "Approves it.", "Nothing", "Plan", OK));
        all.add(read(
                "/globalservices",
                "Services of the fleet, a page of them; with watch=true each change, a line of JSON for each.",
                "GlobalServiceList",
                "limit",
                "continue",
                "namespace",
                "watch",
                "resourceVersion"));
        all.add(read("/globalservices/{namespace}/{name}", "One service of the fleet.", "GlobalService"));
        all.add(read("/openapi.json", "This description.", "Anything"));
        return List.copyOf(all);
    }

    private static List<Operation> of(Kind kind) {
        String many = "/" + kind.plural();
        String one = many + "/{name}";
        String text = kind.text();
        return List.of(
                read(
                        many,
                        "Objects of kind " + text
                                + ", a page of them; with watch=true each change, a line of JSON for each.",
                        text + "List",
                        "limit",
                        "continue",
                        "labelSelector",
                        "watch",
                        "resourceVersion"),
                new Operation(
                        "post",
                        many,
                        "Declares one that is not there.",
                        List.of("dryRun"),
                        Optional.of(text),
                        text,
                        CREATED),
                read(one, "One object.", text),
                new Operation(
                        "put",
                        one,
                        "Declares one that is there, or not; with metadata.resourceVersion only that state of it, with 0 only if it is not there.",
                        List.of("dryRun"),
                        Optional.of(text),
                        text,
                        List.of(200, 201)),
                new Operation(
                        "delete",
                        one,
                        "Declares one no more.",
                        List.of("dryRun", "resourceVersion"),
                        Optional.empty(),
                        text,
                        OK));
    }

    private static Operation read(String path, String summary, String gives, String... query) {
        return new Operation("get", path, summary, List.of(query), Optional.empty(), gives, OK);
    }

    private static Operation post(String path, String summary, String takes, String gives, List<Integer> statuses) {
        return new Operation("post", path, summary, List.of(), Optional.of(takes), gives, statuses);
    }

    /** For programs that are generated: {@code getMembersByName}. */
    String id() {
        StringBuilder id = new StringBuilder(method);
        for (String part : path.split("[/.]", -1)) {
            String word = part.replaceAll("[{}]", "");
            if (!word.isEmpty()) {
                id.append(part.equals(word) ? "" : "By")
                        .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(word.substring(1));
            }
        }
        return id.toString();
    }
}
