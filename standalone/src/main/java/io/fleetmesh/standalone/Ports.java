package io.fleetmesh.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every port of a run, counted from one base, so that a run can be moved as a whole. */
record Ports(int base) {
    private static final int LAST = 65_535;
    private static final int SIMULATORS = 100;
    /** A pair for each but the first, whose ports were given away before there were more. */
    private static final int FURTHER_BROKERS = 16;

    int meshStore() {
        return base + 10;
    }

    /** The API, of a run that asks for certificates. */
    int api() {
        return base + 70;
    }

    /** HTTP (health, metrics) of the one JVM. */
    int http() {
        return base + 80;
    }

    /** HTTP of a service that is a process of its own. */
    int http(FleetProcess process) {
        return base + 81 + FleetProcess.services().indexOf(process);
    }

    /** Of a broker, counted from 1. */
    int kafka(int broker) {
        return broker == 1 ? base + 92 : base + FURTHER_BROKERS + 2 * broker;
    }

    int kafkaController(int broker) {
        return kafka(broker) + 1;
    }

    int simulator(int index) {
        return base + SIMULATORS + index;
    }

    /**
     * Checks that all of them can be listened on now.
     *
     * @throws Refusal naming the first that cannot, and what wanted it
     */
    void check(Run run) {
        List<FleetMember> members = run.members();
        if (base < 1024 || simulator(members.size()) > LAST) {
            throw new Refusal("--base-port " + base + " leaves no room: expected 1024 to "
                    + (LAST - SIMULATORS - members.size()));
        }
        wanted(run).forEach(this::tryOne);
    }

    private Map<Integer, String> wanted(Run run) {
        Map<Integer, String> wanted = new LinkedHashMap<>();
        Part.brokers(run).forEach(broker -> {
            wanted.put(kafka(broker.number()), broker.processName());
            wanted.put(kafkaController(broker.number()), "the controller of " + broker.processName());
        });
        wanted.put(meshStore(), "the mesh store");
        if (run.guarded()) {
            wanted.put(api(), "the API");
        }
        if (run.processes()) {
            FleetProcess.services().forEach(service -> wanted.put(http(service), "health of " + service.processName()));
        } else {
            wanted.put(http(), "health and metrics");
        }
        run.simulations().forEach(member -> wanted.put(member.port(), "the API of " + member.name()));
        return wanted;
    }

    private void tryOne(int port, String what) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new Refusal(
                    "port " + port + " (" + what
                            + ") is in use: stop what listens there, or choose other ports with --base-port",
                    e);
        }
    }
}
