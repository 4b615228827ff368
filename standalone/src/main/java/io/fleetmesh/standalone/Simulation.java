package io.fleetmesh.standalone;

final class Simulation implements AutoCloseable {
    private Simulation() {}

    static Simulation start(Run run) {
        return new Simulation();
    }

    @Override
    public void close() {}
}
