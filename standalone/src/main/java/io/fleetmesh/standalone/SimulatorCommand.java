package io.fleetmesh.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = Roles.SIMULATOR, hidden = true)
final class SimulatorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
