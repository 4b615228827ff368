package io.fleetmesh.aggregator.messaging;

import io.fleetmesh.aggregator.domain.Problem;
import io.fleetmesh.contract.Codec;
import io.fleetmesh.contract.EventTypes;
import io.fleetmesh.contract.ObjectProblem;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.domain.Payload;
import io.fleetmesh.kit.service.Bus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Tells of problems that were found: a record, a count and a line in the log for each. */
final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final TopicPartition TO = new TopicPartition(Topic.problems().name(), 0);
    /** A member that is taken over with many of them does not fill the log: they are on the bus, and can be asked for. */
    private static final int LOGGED = 100;

    private final Bus bus;
    private final AggregatorMeters meters;

    Problems(Bus bus, AggregatorMeters meters) {
        this.bus = bus;
        this.meters = meters;
    }

    void tell(String member, List<Problem> problems) {
        for (Problem problem : problems) {
            meters.problem(member);
            send(new ObjectProblem(member, problem.object(), problem.field(), problem.value(), problem.expected()));
        }
        problems.stream()
                .limit(LOGGED)
                .forEach(problem -> LOG.warnv(
                        "Left out of the export member={0} object={1} field={2} value={3} expected={4}",
                        member, problem.object(), problem.field(), problem.value(), problem.expected()));
        if (problems.size() > LOGGED) {
            LOG.warnv("More left out of the export member={0} problems={1}", member, problems.size() - LOGGED);
        }
    }

    private void send(ObjectProblem problem) {
        bus.writer()
                .send(
                        TO,
                        problem.key(),
                        EventTypes.of(ObjectProblem.class),
                        Optional.of(new Payload(Codec.encode(problem))),
                        OptionalLong.empty(),
                        Map.of(),
                        (_, failure) -> {
                            if (failure != null) {
                                meters.problemUnsent(problem.member());
                            }
                        });
    }
}
