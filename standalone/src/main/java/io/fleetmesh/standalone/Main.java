package io.fleetmesh.standalone;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code ./fleetmesh up} and the processes that it starts. */
@QuarkusMain
@Command(
        name = "fleetmesh",
        subcommands = {
            UpCommand.class,
            TrainCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            KafkaCommand.class,
            SimulatorCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String... args) {
        int exit = new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!(failure instanceof Refusal)) {
                        throw failure;
                    }
                    command.getErr().println("fleetmesh: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
        System.exit(exit);
    }
}
