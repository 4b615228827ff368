package io.fleetmesh.standalone;

import io.fleetmesh.contract.Backup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./fleetmesh restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        synopsisHeading = "usage: ./",
        customSynopsis = "fleetmesh restore DIR [--data DATA]",
        description =
                "Gives up the log that DIR was saved from for the one that is there, and brings DIR's members, declared objects,"
                        + " applied profiles and cluster IDs into it.")
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "What './fleetmesh backup' has written.")
    private Path directory = Path.of("");

    @Option(names = "--data", paramLabel = "DATA", description = "The run's data, if it is not that of a plain 'up'.")
    private @Nullable Path data;

    @Option(names = "--root", hidden = true, defaultValue = ".")
    private Path root = Path.of(".");

    @Option(names = "--home", hidden = true)
    private @Nullable Path home;

    @Override
    public Integer call() throws IOException {
        Path project = root.toAbsolutePath().normalize();
        Path files = home == null ? project.resolve(".fleetmesh") : home.toAbsolutePath();
        Layout layout = new Layout(project, files, data == null ? files.resolve("data") : data.toAbsolutePath());
        BackupFiles backup = new BackupFiles(directory.toAbsolutePath());
        Backup hub = backup.hub();
        backup.restore(layout.backup(), layout.authority());
        System.out.println("the next start of the profile controller brings back "
                + hub.members().size()
                + " members and what was declared, and gives up incarnation "
                + hub.incarnation().id() + ":\n"
                + "  ./fleetmesh service restart profile-controller   (and then the services that say that the log is lost)\n"
                + "  or ./fleetmesh up --data " + (data == null ? "DATA" : data));
        return 0;
    }
}
