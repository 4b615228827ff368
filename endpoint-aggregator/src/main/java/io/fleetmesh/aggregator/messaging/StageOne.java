package io.fleetmesh.aggregator.messaging;

import io.fleetmesh.aggregator.domain.ExportSettings;
import io.fleetmesh.aggregator.domain.ProblemList;
import io.fleetmesh.contract.Member;
import io.fleetmesh.kit.messaging.MemberDirectory;
import io.fleetmesh.kit.messaging.MemberShards;
import io.fleetmesh.kit.service.Bus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Facts to mesh records, for the members in this process's shards. */
public final class StageOne implements MemberShards.Listener<Member>, AutoCloseable {
    private final Bus bus;
    private final ExportSettings settings;
    private final Problems problems;
    private final AppliedProfiles profiles;
    private final HeldExports held;
    private final Map<String, MemberExport> exports = new ConcurrentHashMap<>();
    private volatile @Nullable MemberShards<Member> shards;

    public StageOne(Bus bus, ExportSettings settings, AggregatorMeters meters) {
        this.bus = bus;
        this.settings = settings;
        this.problems = new Problems(bus, meters);
        // All of them: which profile it was matters less than that none is forgotten.
        this.profiles = new AppliedProfiles(() -> exports.values().forEach(MemberExport::onProfile));
        this.held = new HeldExports(
                meters,
                change -> exports.values().stream()
                        .filter(export -> export.member().profile().equals(change.profile()))
                        .forEach(export -> export.onApproval(change.name())),
                () -> exports.values().forEach(MemberExport::onBatchEnd));
    }

    /** Joins the group; the topics {@code members}, {@code applied-profiles} and {@code export-approvals} must be there. */
    public void start() {
        followRules();
        MemberShards<Member> joined = new MemberShards<>(bus.settings(), AggregatorMeters.SERVICE, bus.reader(), this);
        shards = joined;
        bus.reader()
                .execute(() -> MemberDirectory.follow(
                        AggregatorMeters.SERVICE, bus.reader(), bus.deadLetters(), Member.class, joined));
    }

    /** Begins to read what plans have applied and who may export what: before that no member is exported. */
    public void followRules() {
        profiles.follow(bus);
        held.follow(bus);
    }

    @Override
    public void onOurs(Member member) {
        MemberExport before = exports.get(member.id());
        if (before != null && before.member().equals(member) && before.state() != MemberExport.State.DEPOSED) {
            return;
        }
        onNotOurs(member.id());
        MemberExport export =
                new MemberExport(bus, member, settings, profiles, held, problems, () -> onDeposed(member.id()));
        exports.put(member.id(), export);
        export.start();
    }

    /** Ordinary when the group has given the member to another; if it is still ours after a while, it is claimed back. */
    private void onDeposed(String memberId) {
        bus.reader().executeAfter(bus.settings().settledAfter(), () -> {
            MemberExport export = exports.get(memberId);
            if (export != null && export.state() == MemberExport.State.DEPOSED) {
                onOurs(export.member());
            }
        });
    }

    @Override
    public void onNotOurs(String memberId) {
        MemberExport export = exports.remove(memberId);
        if (export != null) {
            export.stop();
        }
    }

    /** Whether its threads run. */
    public boolean alive() {
        MemberShards<Member> joined = shards;
        return bus.reader().alive() && (joined == null || joined.alive());
    }

    /** Whether every member that is ours is exported live. */
    public boolean ready() {
        MemberShards<Member> joined = shards;
        return joined != null
                && joined.known()
                && joined.barred().isEmpty()
                && exports.values().stream().allMatch(export -> export.state() == MemberExport.State.LIVE);
    }

    /** Each of our members' state, for health. */
    public Map<String, String> details() {
        Map<String, String> details = new TreeMap<>();
        exports.forEach((member, export) -> details.put(
                "member." + member,
                export.state().name()
                        + export.problem().map(problem -> ": " + problem).orElse("")));
        Optional.ofNullable(shards).flatMap(MemberShards::barred).ifPresent(cause -> details.put("group", cause));
        return details;
    }

    /** What is left out of a member's export now; empty if it is not exported here. */
    public Optional<ProblemList> problems(String memberId) {
        return Optional.ofNullable(exports.get(memberId)).map(MemberExport::problems);
    }

    /** Leaves the group. */
    @Override
    public void close() {
        MemberShards<Member> joined = shards;
        if (joined != null) {
            joined.close();
        }
    }
}
