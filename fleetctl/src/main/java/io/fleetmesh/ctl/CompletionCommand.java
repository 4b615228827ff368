package io.fleetmesh.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code fleetctl completion}. */
@Command(
        name = "completion",
        description = {
            "Prints a script that completes commands, options and the names of what there is.",
            "In a shell: source <(fleetctl completion bash)"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Where it is for; zsh reads the same by its bashcompinit, which the script loads, once its own completion is there. */
    enum Shell {
        BASH,
        ZSH
    }

    @ParentCommand
    private Fleetctl fleetctl;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private Shell shell;

    @Override
    public Integer call() throws IOException {
        if (shell == Shell.ZSH) {
            fleetctl.out().println("autoload -U +X compinit && compinit");
        }
        fleetctl.out().print(AutoComplete.bash("fleetctl", spec.root().commandLine()));
        try (InputStream in = CompletionCommand.class.getResourceAsStream("/completion.sh")) {
            String names = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            fleetctl.out().print(names.replace("@KINDS@", Resource.plurals()));
        }
        fleetctl.out().flush();
        return 0;
    }
}
