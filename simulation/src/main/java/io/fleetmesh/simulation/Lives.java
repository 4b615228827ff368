package io.fleetmesh.simulation;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.messaging.AggregatorMeters;
import io.fleetmesh.aggregator.messaging.StageOne;
import io.fleetmesh.aggregator.messaging.StageTwo;
import io.fleetmesh.contract.Member;
import io.fleetmesh.kit.messaging.LogGate;
import io.fleetmesh.kit.messaging.ShardGroup;
import io.fleetmesh.kit.service.Bus;
import io.fleetmesh.watcher.messaging.WatchSettings;
import io.fleetmesh.watcher.messaging.Watches;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What runs in the processes of watchers and aggregators: the services' own code, put together as the services do it. */
final class Lives {
    private final EventQueue queue;
    private final SimLog log;
    private final Map<String, SimMember> members;
    private final Random random;
    private final Mutation mutation;

    Lives(EventQueue queue, SimLog log, Map<String, SimMember> members, Random random, Mutation mutation) {
        this.queue = queue;
        this.log = log;
        this.members = members;
        this.random = random;
        this.mutation = mutation;
    }

    /** A watcher. */
    Role.Life watcher(SimProcess process) {
        Watches watches = new Watches(
                process.bus(),
                new WatchSettings(Duration.ofSeconds(20), Duration.ofSeconds(5), Set.of()),
                member -> new SimSource(
                        members.get(member.id()),
                        process,
                        queue,
                        random,
                        mutation,
                        family -> log.recorded(member.id(), family)),
                queue);
        return new Role.Life() {
            @Override
            public void begin(LogGate gate) {
                // It is told of members.
            }

            @Override
            public void onOurs(Member member) {
                watches.onOurs(member);
            }

            @Override
            public void onNotOurs(String member) {
                watches.onNotOurs(member);
            }
        };
    }

    /** An aggregator with both of its stages. */
    Role.Life aggregator(SimProcess process) {
        StageOne one = new StageOne(process.bus(), ExportSettings.DEFAULTS, new AggregatorMeters(SimProcess.METERS));
        Bus global = process.another(process.name() + "-global");
        StageTwo two = new StageTwo(global);
        ShardGroup.Listener shards = two.shards();
        return new Role.Life() {
            @Override
            public void begin(LogGate gate) {
                gate.guard(global.reader());
                one.followRules();
                two.follow();
            }

            @Override
            public void onOurs(Member member) {
                one.onOurs(member);
            }

            @Override
            public void onNotOurs(String member) {
                one.onNotOurs(member);
            }

            @Override
            public void onShard(int number) {
                shards.onAssigned(Set.of(number));
            }

            @Override
            public void onNoShard(int number) {
                shards.onRevoked(Set.of(number));
            }
        };
    }
}
