package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The script in a real bash, with a fleetctl that only echoes what names it is asked for. */
class CompletionTest {
    @TempDir
    Path directory;

    private Path script;

    @BeforeEach
    void write() throws IOException {
        StringWriter out = new StringWriter();
        CommandLine line = Fleetctl.commandLine(Clock.systemUTC());
        line.setOut(new PrintWriter(out, true));
        assertEquals(0, line.execute("completion", "bash"));
        script = Files.writeString(directory.resolve("completion.bash"), out.toString());
    }

    private String complete(String typed) throws IOException, InterruptedException {
        String last = typed.endsWith(" ") ? " ''" : "";
        String program = "compopt() { :; }; fleetctl() { echo \"$3x-$2 $3y $4\"; }; source " + script + "; COMP_WORDS=("
                + typed + last
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='" + typed + "'; COMP_POINT=${#COMP_LINE}; "
                + "_fleetctl; echo \"${COMPREPLY[*]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", program)
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), said);
        return said.strip();
    }

    @ParameterizedTest
    @CsvSource({
        "'fleetctl get ', members profiles strategies bindings services plans",
        "fleetctl get pr, profiles",
        "'fleetctl get members ', x-members y",
        "fleetctl get -o wide members ea, eax-members eay",
        "'fleetctl get members east ', x-members y",
        "'fleetctl describe plan ', x-plan y",
        "'fleetctl delete ', members profiles strategies bindings plans",
        "'fleetctl delete plan ', x-plan y",
        "'fleetctl delete profile ', x-profile y",
        "'fleetctl plan profile ', x-profiles y",
        "'fleetctl plan apply ', x-plans y",
        "'fleetctl check --profile ', x-profiles y",
        "'fleetctl compare ', x-members y",
        "fleetctl compare ea, eax-members eay",
        "'fleetctl plan apply p-7 --override ', x-checks y p-7",
        "'fleetctl plan apply p-7 --override a --reason b --override ', x-checks y p-7",
        "fleetctl compl, completion"
    })
    void whatIsThereCompletesTheLine(String typed, String reply) throws IOException, InterruptedException {
        assertEquals(reply, complete(typed));
    }

    @Test
    void zshReadsTheSameScriptByItsBashcompinit() throws IOException {
        StringWriter out = new StringWriter();
        CommandLine line = Fleetctl.commandLine(Clock.systemUTC());
        line.setOut(new PrintWriter(out, true));

        assertEquals(0, line.execute("completion", "zsh"));

        assertEquals("autoload -U +X compinit && compinit\n" + Files.readString(script), out.toString());
        assertTrue(out.toString().contains("bashcompinit"));
    }
}
