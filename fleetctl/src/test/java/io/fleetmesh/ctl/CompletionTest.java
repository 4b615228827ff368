package io.fleetmesh.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.stream.Collectors;
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
        String words = Arrays.stream(typed.split(" ", -1))
                // As bash does.
                .map(word -> word.replaceAll("[:=]", " $0 ").strip())
                .flatMap(word -> Arrays.stream(word.split(" +", -1)))
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        String program = "HOME=/home/me; compopt() { :; }; fleetctl() { echo \"$3x-$2 $3y ${@:4}\"; }; source " + script
                + "; COMP_WORDS=(" + words
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
        "'fleetctl approve export ', x-services y",
        "'fleetctl revoke export ', x-services y",
        "'fleetctl approve export shop/cart --member ', x-members y",
        "'fleetctl approve ', export",
        "'fleetctl forget cluster-id ', x-cluster-ids y",
        "'fleetctl --cert a --key b get members ', x-members y --cert a --key b",
        "'fleetctl --ca a --token-file b delete member ', x-member y --ca a --token-file b",
        "'fleetctl check --kubeconfig a --context b --profile ', x-profiles y",
        "'fleetctl compare --store a --etcd-endpoint b ', x-members y",
        "'fleetctl --server https://a:1 delete member ', x-member y --server https://a:1",
        "'fleetctl delete --server=https://a:1 member ', x-member y --server=https://a:1",
        "'fleetctl --cert ~/c --key b plan apply p-7 --override ', x-checks y p-7 --cert /home/me/c --key b",
        "fleetctl compl, completion"
    })
    void whatIsThereCompletesTheLine(String typed, String reply) throws IOException, InterruptedException {
        assertEquals(reply, complete(typed));
    }

    /** A cluster's API server says what it likes; whoever presses Tab must not run it. */
    @Test
    void whatAShellWouldRunIsNoName() throws IOException, InterruptedException {
        Files.writeString(
                script,
                Files.readString(script) + "\nfleetctl() { printf '%s\\n' 'shop/cart' '$(echo>"
                        + directory.resolve("run") + ")' 'shop/a;b' '`id`' 'shop/b|c'; }\n");

        assertEquals("shop/cart", complete("fleetctl approve export "));
        assertFalse(Files.exists(directory.resolve("run")));
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
