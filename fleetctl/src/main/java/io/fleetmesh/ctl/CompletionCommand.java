package io.fleetmesh.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
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
            fleetctl.out()
                    .print(names.replace("@KINDS@", Resource.plurals())
                            .replace("@ASKING@", valued(Stream.of(spec.root()), ""))
                            .replace("@ASKING=@", valued(Stream.of(spec.root()), "=*"))
                            .replace("@VALUED@", valued(all(spec.root()), "")));
        }
        fleetctl.out().flush();
        return 0;
    }

    private static Stream<CommandSpec> all(CommandSpec command) {
        return Stream.concat(
                Stream.of(command),
                command.subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .flatMap(CompletionCommand::all));
    }

    /** Options that take a value, as patterns of bash. */
    private static String valued(Stream<CommandSpec> commands, String suffix) {
        return commands.flatMap(command -> command.options().stream())
                .filter(option -> option.arity().max() > 0)
                .flatMap(option -> Arrays.stream(option.names()))
                .distinct()
                .sorted()
                .map(name -> name + suffix)
                .collect(Collectors.joining(" | "));
    }
}
