package io.fleetmesh.aggregator.messaging;

import io.fleetmesh.aggregator.domain.GlobalTable;
import io.fleetmesh.aggregator.domain.ServiceName;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.GlobalService;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.MeshRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.MemberDirectory;
import io.fleetmesh.kit.messaging.OwnedPartition;
import io.fleetmesh.kit.messaging.ShardGroup;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.messaging.TopicProvisioner;
import io.fleetmesh.kit.service.Bus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All members' mesh records to one record per service name, for the partitions of {@code global-services} that the group
 * gives to this process. Everything happens on the reader's thread, but for what health asks.
 */
public final class StageTwo implements MemberDirectory.Listener<Member>, OwnedPartition.Owner, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StageTwo.class);
    private static final Topic OUTPUT = Topic.globalServices();

    private final Bus bus;
    private final GlobalTable table = new GlobalTable();
    private final Map<String, TopicPartition> inputs = new HashMap<>();
    private final Set<TopicPartition> behind = new HashSet<>();
    private final Map<Integer, OwnedPartition> outputs = new ConcurrentHashMap<>();
    /** Those that may be written: all that their owners before may have acted on has been read. */
    private final Set<OwnedPartition> current = new HashSet<>();

    /** As they were found: they stay so until each member in them has given everything, or left. */
    private final Map<ServiceName, GlobalService> unproven = new HashMap<>();

    private final Set<ServiceName> affected = new HashSet<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private boolean membersKnown;
    private volatile boolean settled;
    private volatile @Nullable ShardGroup group;

    public StageTwo(Bus bus) {
        this.bus = bus;
    }

    /** Joins the group; the topics {@code members} and {@code global-services} must be there. */
    public void start() {
        follow();
        group = new ShardGroup(
                bus.settings(), "fleetmesh-" + AggregatorMeters.SERVICE + "-global", OUTPUT.name(), shards());
    }

    /** Begins to read who the members are, and what they give. */
    public void follow() {
        bus.reader()
                .execute(() -> MemberDirectory.follow(
                        AggregatorMeters.SERVICE, bus.reader(), bus.deadLetters(), Member.class, this));
    }

    /** To be told which partitions are ours. */
    public ShardGroup.Listener shards() {
        return new Shards();
    }

    private final class Shards implements ShardGroup.Listener {
        @Override
        public void onAssigned(Set<Integer> partitions) {
            bus.reader().execute(() -> partitions.forEach(StageTwo.this::claim));
        }

        @Override
        public void onRevoked(Set<Integer> partitions) {
            bus.reader().execute(() -> partitions.forEach(StageTwo.this::release));
        }
    }

    private void claim(int number) {
        release(number);
        outputs.put(
                number,
                OwnedPartition.claim(
                        new TopicPartition(OUTPUT.name(), number),
                        bus.settings().client(),
                        bus.reader(),
                        bus.writer(),
                        bus.meters(),
                        this));
    }

    private void release(int number) {
        OwnedPartition before = outputs.remove(number);
        if (before != null) {
            current.remove(before);
            unproven.keySet().removeIf(name -> partitionOf(name) == number);
            before.close();
        }
    }

    @Override
    public void onMember(Member member) {
        TopicPartition input =
                new TopicPartition(Topic.mesh(member.profile(), member.id()).name(), 0);
        if (input.equals(inputs.put(member.id(), input))) {
            return;
        }
        behind.add(input);
        bus.reader()
                .follow(
                        input,
                        new StateFollower(
                                AggregatorMeters.SERVICE, bus.deadLetters(), new MeshInput(member.id(), input)));
    }

    @Override
    public void onGone(Member member) {
        TopicPartition input = inputs.remove(member.id());
        if (input != null) {
            bus.reader().unfollow(input);
            behind.remove(input);
            offsets.remove(input.topic());
            affected.addAll(table.forget(member.id()));
            settleIfPossible();
            writeAffected();
        }
    }

    @Override
    public void onCaughtUp() {
        membersKnown = true;
        settleIfPossible();
    }

    @Override
    public void onOwned(OwnedPartition partition) {
        bus.reader().whenRead(Set.copyOf(inputs.values()), () -> {
            if (outputs.containsValue(partition)) {
                current.add(partition);
                if (settled) {
                    writeAll(partition);
                }
            }
        });
    }

    @Override
    public void onDeposed(OwnedPartition partition) {
        // Ordinary when the group has given it to another; if it is still ours after a while, it is claimed back. So it
        // is when Kafka
        // has refused what we wrote.
        bus.reader().executeAfter(bus.settings().settledAfter(), () -> {
            if (outputs.containsValue(partition)) {
                claim(partition.partition().partition());
            }
        });
    }

    @Override
    public void onUnwritable(OwnedPartition partition, ConsumerRecord<byte[], byte[]> record, String cause) {
        bus.deadLetters().add(AggregatorMeters.SERVICE, record, cause);
    }

    /** Deletes are true only when all members have been read to their ends. */
    private void settleIfPossible() {
        if (settled || !membersKnown || !behind.isEmpty()) {
            return;
        }
        settled = true;
        LOG.infov(
                "Global view settled members={0} services={1}",
                inputs.size(), table.names().size());
        outputs.values().forEach(this::writeAll);
        affected.clear();
    }

    private void writeAll(OwnedPartition output) {
        if (!current.contains(output)) {
            return;
        }
        Set<ServiceName> names = new TreeSet<>(table.names());
        names.removeIf(name -> outputs.get(partitionOf(name)) != output);
        output.records().values().stream()
                .filter(GlobalService.class::isInstance)
                .map(GlobalService.class::cast)
                .forEach(global -> {
                    ServiceName name = new ServiceName(global.namespace(), global.name());
                    unproven.put(name, global);
                    names.add(name);
                });
        names.forEach(this::write);
    }

    private void writeAffected() {
        if (settled) {
            affected.addAll(unproven.keySet());
            affected.forEach(this::write);
            affected.clear();
        }
    }

    private void write(ServiceName name) {
        OwnedPartition output = outputs.get(partitionOf(name));
        if (output == null || !current.contains(output) || !isProven(name)) {
            return;
        }
        Optional<GlobalService> desired = table.desired(name);
        desired.ifPresentOrElse(
                global -> output.put(global, inputsOf(global)), () -> output.remove(name.toString(), Map.of()));
    }

    /** Whether all is known of those whom the record that was found names. */
    private boolean isProven(ServiceName name) {
        GlobalService found = unproven.get(name);
        boolean proven = found == null || table.unproven(found).stream().noneMatch(inputs::containsKey);
        if (proven) {
            unproven.remove(name);
        }
        return proven;
    }

    /** A name's record rests on its exporters' logs as far as they were read. */
    private Map<String, String> inputsOf(GlobalService global) {
        StringBuilder text = new StringBuilder();
        for (String member : members(global)) {
            TopicPartition input = inputs.get(member);
            if (input != null) {
                text.append(text.isEmpty() ? "" : ",")
                        .append(input.topic())
                        .append("/0@")
                        .append(offsets.getOrDefault(input.topic(), -1L));
            }
        }
        return Map.of(Headers.INPUTS, text.toString());
    }

    private static Set<String> members(GlobalService global) {
        Set<String> members = new TreeSet<>();
        global.exporters().forEach(exporter -> members.add(exporter.member()));
        global.held().forEach(held -> members.add(held.member()));
        global.serviceImport().ifPresent(made -> made.exports().forEach(export -> members.add(export.member())));
        return members;
    }

    private static int partitionOf(ServiceName name) {
        return TopicProvisioner.partitionOf(OUTPUT, name.toString());
    }

    private final class MeshInput implements StateFollower.Handler {
        private final String member;
        private final TopicPartition input;

        MeshInput(String member, TopicPartition input) {
            this.member = member;
            this.input = input;
        }

        @Override
        public boolean wants(String key) {
            return GlobalTable.concerns(key);
        }

        @Override
        public void onChange(String key, Optional<FleetRecord> body, long offset) {
            offsets.put(input.topic(), offset);
            if (body.isPresent() && !(body.get() instanceof MeshRecord)) {
                LOG.errorv("Record is no mesh record member={0} key={1} offset={2}", member, key, offset);
                return;
            }
            affected.addAll(table.apply(member, key, body.map(MeshRecord.class::cast)));
        }

        @Override
        public void onCaughtUp() {
            behind.remove(input);
            // Agents do not wait for the global view; people and slow decisions do.
            bus.reader().relax(input);
            settleIfPossible();
        }

        @Override
        public void onBatchEnd() {
            writeAffected();
        }
    }

    /** Whether its threads run. */
    public boolean alive() {
        ShardGroup joined = group;
        return bus.reader().alive() && (joined == null || joined.alive());
    }

    /** Whether all members have been read to their ends once, and nothing keeps us from writing. */
    public boolean ready() {
        return settled && problem().isEmpty();
    }

    /** Why something may not be read or written; it is tried again. */
    public Optional<String> problem() {
        return outputs.values().stream()
                .flatMap(output -> output.problem().stream())
                .findFirst()
                .or(() -> Optional.ofNullable(group).flatMap(ShardGroup::barred))
                .or(() -> bus.reader().barred().values().stream().findFirst());
    }

    /** Leaves the group. */
    @Override
    public void close() {
        ShardGroup joined = group;
        if (joined != null) {
            joined.close();
        }
    }
}
