package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which member's export of what is meant, and why. */
final class ExportWord {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "NAMESPACE/NAME", description = "The service.")
    private String service = "";

    @Option(names = "--member", paramLabel = "MEMBER", required = true, description = "Whose export it is.")
    private String member = "";

    @Option(names = "--profile", paramLabel = "NAME", required = true, description = "To which the member belongs.")
    private String profile = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; recorded with who did.")
    private String reason = "";

    /** Asks for it, and gives a line that says what is so now. */
    String ask(Api api, boolean approve) {
        String[] parts = service.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "expected NAMESPACE/NAME, found '" + service + "'");
        }
        JsonNode now = api.export(profile, parts[0], parts[1], member, reason, approve);
        return service + " of NetworkProfile/" + profile + " may be exported by " + names(now.path("members"));
    }

    private static String names(JsonNode members) {
        StringJoiner names = new StringJoiner(", ").setEmptyValue("nobody");
        members.forEach(member -> names.add(member.asText()));
        return names.toString();
    }
}
