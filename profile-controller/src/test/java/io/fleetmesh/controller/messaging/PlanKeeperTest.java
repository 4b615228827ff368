package io.fleetmesh.controller.messaging;

import static io.fleetmesh.controller.messaging.RunningController.PATIENCE;
import static io.fleetmesh.controller.messaging.RunningController.PROFILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.Backup;
import io.fleetmesh.contract.ClusterIdReservation;
import io.fleetmesh.contract.Headers;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.Member;
import io.fleetmesh.contract.Plan;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.contract.plan.MemberChange;
import io.fleetmesh.contract.plan.PlannedWave;
import io.fleetmesh.contract.plan.Signature;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.LabelSelector;
import io.fleetmesh.contract.resource.MemberSpec;
import io.fleetmesh.contract.resource.NetworkProfileSpec;
import io.fleetmesh.contract.resource.ObjectMeta;
import io.fleetmesh.contract.resource.RolloutStrategySpec;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentDecision.Reason;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.SampleMembers;
import io.fleetmesh.controller.domain.SampleProfiles;
import io.fleetmesh.controller.domain.access.Caller;
import io.fleetmesh.controller.domain.plan.Plans.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Plans on a real broker, of a profile that nobody belongs to. */
class PlanKeeperTest extends OnAController {
    static final NetworkProfileSpec SPEC = SampleProfiles.drained(SampleProfiles.PLAIN, 1);
    /** Of which there may be another one beside. */
    private static final NetworkProfileSpec NOBODY = SampleProfiles.drained(SampleProfiles.labelled("is", "nobody"), 1);

    private static Caller named(String name) {
        return new Caller(name, Set.of(), Caller.By.TOKEN, true);
    }

    private void change(IntentChange change) {
        assertThat(controller
                        .intents()
                        .change(change, named("anna"), false)
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Intents.Outcome.Decided.class);
    }

    private void declare(String profile) {
        change(new IntentChange.Create(Intent.of(ObjectMeta.named(profile, Map.of()), SPEC)));
    }

    private CompletionStage<Outcome> make(String profile) {
        return controller.plans().make(profile, named("anna"), false);
    }

    private Outcome look() {
        return controller
                .plans()
                .make(PROFILE, named("anna"), true)
                .toCompletableFuture()
                .join();
    }

    private Plan made(String profile) {
        return done(CompletableFuture.completedFuture(answered(() -> make(profile))));
    }

    /** What is said once all facts have been read. */
    private static Outcome answered(Supplier<CompletionStage<Outcome>> question) {
        AtomicReference<Outcome> came = new AtomicReference<>();
        await().atMost(PATIENCE).until(() -> {
            came.set(question.get().toCompletableFuture().join());
            return !(came.get() instanceof Outcome.Unavailable);
        });
        return came.get();
    }

    private CompletionStage<Outcome> apply(Plan plan, String actor) {
        return controller.plans().apply(plan.id(), named(actor));
    }

    private CompletionStage<Outcome> approve(Plan plan, String actor) {
        return controller.plans().approve(plan.id(), named(actor));
    }

    private static Plan done(CompletionStage<Outcome> outcome) {
        Outcome came = outcome.toCompletableFuture().join();
        assertThat(came).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done) came).plan();
    }

    private Plan kept(String id) {
        return controller.plans().history().orElseThrow().now().get(id);
    }

    private static List<String> actors(List<Signature> signatures) {
        return signatures.stream().map(Signature::actor).toList();
    }

    @Test
    void ofTwoWhoApplyAtOnceOneIsToldThatTheOtherDid() {
        controller.start();
        declare(PROFILE);
        Plan plan = made(PROFILE);

        List<Outcome> came = Stream.of(apply(plan, "bert"), apply(plan, "carl"))
                .map(stage -> stage.toCompletableFuture().join())
                .toList();

        assertThat(came.getFirst()).isInstanceOf(Outcome.Done.class);
        assertThat(came.getLast()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(refused.problem().text()).contains("ALREADY_APPLIED").contains("bert");
        });
        assertThat(kept(plan.id()).applied().orElseThrow().actor()).isEqualTo("bert");
    }

    @Test
    void ofTwoWhoApproveAtOnceBothHaveDone() {
        controller.start();
        declare(PROFILE);
        Plan plan = made(PROFILE);

        List<Plan> came = Stream.of(approve(plan, "bert"), approve(plan, "carl")).toList().stream()
                .map(PlanKeeperTest::done)
                .toList();

        assertThat(actors(came.getLast().approvals())).containsExactly("bert", "carl");
        assertThat(actors(kept(plan.id()).approvals())).containsExactly("bert", "carl");
    }

    @Test
    void whoApprovesWhileItIsAppliedDoesNotUndoThat() {
        controller.start();
        declare(PROFILE);
        Plan plan = made(PROFILE);

        CompletionStage<Outcome> applied = apply(plan, "bert");
        CompletionStage<Outcome> approved = approve(plan, "carl");

        var _ = done(applied);
        assertThat(approved.toCompletableFuture().join()).isInstanceOf(Outcome.Refused.class);
        assertThat(kept(plan.id()).applied()).isPresent();
    }

    @Test
    void whatAProfileRestsOnIsAppliedWhoeverDiedBeforeTheySaidSo() throws IOException {
        controller.start();
        declare(PROFILE);
        Plan plan = made(PROFILE);
        controller.stop();
        Signature bert = new Signature("bert", Instant.parse("2026-01-31T12:00:00Z"));
        controller.write(
                Topic.appliedProfiles(),
                new AppliedProfile(PROFILE, plan.id(), SPEC, Map.of(), List.of()).applied(bert));

        controller.start();

        assertThat(kept(plan.id()).applied()).contains(bert);
        assertThat(apply(plan, "carl").toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.problem().text()).contains("ALREADY_APPLIED"));
    }

    @Test
    void whoPlansTheSameAgainGetsTheSamePlanWithWhatPeopleSaidToIt() {
        controller.start();
        declare(PROFILE);
        Plan plan = made(PROFILE);
        Plan approved = done(approve(plan, "bert"));

        Outcome again = controller
                .plans()
                .make(PROFILE, named("carl"), false)
                .toCompletableFuture()
                .join();

        assertThat(again).isEqualTo(new Outcome.Same(approved));
        assertThat(controller.plans().history().orElseThrow().now()).containsOnlyKeys(plan.id());
        drain(7);
        assertThat(done(make(PROFILE)).id()).isNotEqualTo(plan.id());
    }

    /** As whoever looked at it and does not want it. */
    @Test
    void whatIsDiscardedIsGoneAndWhatWasAppliedStays() throws IOException {
        controller.start();
        declare(PROFILE);
        Plan plan = made(PROFILE);

        var _ = done(controller.plans().discard(plan.id(), named("bert"), true));
        assertThat(kept(plan.id())).isEqualTo(plan);
        var _ = done(controller.plans().discard(plan.id(), named("bert"), false));

        assertThat(kept(plan.id())).isNull();
        assertThat(apply(plan, "carl").toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND));
        eventually(controller.log(Topic.plans()), plan.id(), true, by("bert", "token"));
        Plan next = done(make(PROFILE));
        var _ = done(apply(next, "anna"));
        assertThat(controller
                        .plans()
                        .discard(next.id(), named("bert"), false)
                        .toCompletableFuture()
                        .join())
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(refused.problem().text()).contains("this one was, by anna");
                });
        controller.stop();
        controller.start();
        assertThat(controller.plans().history().orElseThrow().now()).containsOnlyKeys(next.id());
    }

    /** So that the next plan is of other inputs. */
    private void drain(int seconds) {
        change(new IntentChange.Put(
                Intent.of(ObjectMeta.named(PROFILE, Map.of()), SampleProfiles.drained(SampleProfiles.PLAIN, seconds))));
    }

    private Plan made(int drainSeconds) {
        drain(drainSeconds);
        return done(make(PROFILE));
    }

    @Test
    void whoPlansWithoutEverApplyingIsRefusedAndNothingThatCouldBeAppliedGoes() {
        controller.start();
        declare(PROFILE);
        change(new IntentChange.Create(Intent.of(ObjectMeta.named("other", Map.of()), NOBODY)));
        Plan other = made("other");
        List<Plan> open = IntStream.rangeClosed(1, 50).mapToObj(this::made).toList();
        drain(51);

        assertThat(make(PROFILE).toCompletableFuture().join())
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.CONFLICT);
                    assertThat(refused.problem().text())
                            .contains("NetworkProfile/default: plans")
                            .contains("fewer than 50: apply or discard one (fleetctl delete plan "
                                    + open.getFirst().id() + ")");
                });
        assertThat(kept(other.id())).isNotNull();
        assertThat(open).allSatisfy(plan -> assertThat(kept(plan.id())).isEqualTo(plan));
        var _ = done(controller.plans().discard(open.getFirst().id(), named("bert"), false));
        assertThat(done(make(PROFILE))).isNotNull();
    }

    /** All of it ends as whoever leaves does: by a plan, with a drain. */
    @Test
    void aProfileThatIsDeclaredNoMoreIsPlannedAsLongAsItHasMembers() {
        Member east = new Member("east", PROFILE, "e", 1);
        controller.restore(
                new AppliedProfile(PROFILE, "plan-1", SPEC, Map.of("east", Map.of()), List.of(east)),
                new ClusterIdReservation(PROFILE, 1, "east", "e"));
        AtomicReference<Plan> plan = new AtomicReference<>();
        await().atMost(PATIENCE).until(() -> {
            if (look() instanceof Outcome.Done(Plan found)) {
                plan.set(found);
            }
            return plan.get() != null && !plan.get().members().isEmpty();
        });
        plan.set(made(PROFILE));

        assertThat(plan.get().members())
                .extracting(MemberChange::member, MemberChange::kind)
                .containsExactly(tuple("east", MemberChange.Kind.DRAIN));
        assertThat(make("never").toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_FOUND));
        assertThat(answered(() -> apply(plan.get(), "anna"))).isInstanceOf(Outcome.Done.class);
        await().atMost(PATIENCE)
                .until(() -> look() instanceof Outcome.Refused gone && gone.reason() == Reason.NOT_FOUND);
    }

    private static Intent member(String name, Map<String, String> labels) {
        return Intent.of(ObjectMeta.named(name, labels), SampleMembers.by(name));
    }

    /** Segments, guards, and roles while it drains go by them, whether or not anybody sees more by them now. */
    @Test
    void aMembersNewLabelsAreInThePlanAndOthersThanThoseAreNotAppliedWithIt() {
        Member east = new Member(
                "east",
                PROFILE,
                "e",
                1,
                false,
                false,
                Optional.of(new MemberSpec.KubeconfigRef("east", Optional.empty())));
        controller.restore(
                new AppliedProfile(PROFILE, "plan-1", SPEC, Map.of("east", Map.of("tier", "gold")), List.of(east)),
                new ClusterIdReservation(PROFILE, 1, "east", "e"));
        change(new IntentChange.Put(member("east", Map.of("tier", "silver"))));
        declare(PROFILE);
        await().atMost(PATIENCE)
                .until(() -> look() instanceof Outcome.Done(Plan found)
                        && !found.members().isEmpty());
        Plan plan = made(PROFILE);

        assertThat(plan.members())
                .extracting(MemberChange::member, MemberChange::fields, MemberChange::labels)
                .containsExactly(tuple(
                        "east",
                        List.of(),
                        List.of(new MemberChange.FieldChange("tier", Optional.of("gold"), Optional.of("silver")))));

        change(new IntentChange.Put(member("east", Map.of("tier", "bronze"))));

        assertThat(answered(() -> apply(plan, "anna")))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.problem().text()).contains("OUT_OF_DATE"));
    }

    @Test
    void whoLeavesIsInTheWaveOfTheLabelsThatItHad() {
        Member east = new Member("east", PROFILE, "e", 1);
        NetworkProfileSpec careful = SampleProfiles.goingBy(SPEC, "careful");
        controller.restore(
                new AppliedProfile(PROFILE, "plan-1", careful, Map.of("east", Map.of("role", "edge")), List.of(east)),
                new ClusterIdReservation(PROFILE, 1, "east", "e"));
        change(new IntentChange.Put(Intent.of(
                ObjectMeta.named("careful", Map.of()),
                new RolloutStrategySpec(
                        Optional.empty(),
                        List.of(new RolloutStrategySpec.Wave(
                                "edge",
                                Optional.of(new LabelSelector(Map.of("role", "edge"), List.of())),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())),
                        0,
                        List.of(),
                        0,
                        List.of()))));
        AtomicReference<Plan> plan = new AtomicReference<>();
        await().atMost(PATIENCE).until(() -> {
            if (look() instanceof Outcome.Done(Plan found)) {
                plan.set(found);
            }
            return plan.get() != null && !plan.get().waves().isEmpty();
        });

        assertThat(plan.get().waves())
                .extracting(PlannedWave::name, PlannedWave::members)
                .containsExactly(tuple("edge", List.of("east")));
    }

    private static Map<String, String> actor(RunningController.Logged record) {
        Map<String, String> said = new TreeMap<>(record.headers());
        said.keySet().retainAll(Set.of(Headers.ACTOR, Headers.ACTOR_BY));
        return said;
    }

    private static Map<String, String> by(String actor, String how) {
        return Map.of(Headers.ACTOR, actor, Headers.ACTOR_BY, how);
    }

    /** Until the last of them is there. */
    private void eventually(
            List<RunningController.Logged> log, String key, boolean tombstone, Map<String, String> actor) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log)
                        .filteredOn(record -> record.key().equals(key) && record.tombstone() == tombstone)
                        .isNotEmpty()
                        .extracting(PlanKeeperTest::actor)
                        .containsOnly(actor));
    }

    private static Intent member(String name) {
        return member(name, Map.of());
    }

    @Test
    void whatFollowsFromADeclarationSaysWhoDeclaredOrDeletedIt() {
        controller.start();
        change(new IntentChange.Create(member("east")));
        eventually(controller.log(Topic.members()), "east", false, by("anna", "declaration"));

        var _ = controller
                .intents()
                .change(new IntentChange.Delete(Kind.MEMBER, "east", Optional.empty()), named("bert"), false)
                .toCompletableFuture()
                .join();

        eventually(controller.log(Topic.members()), "east", true, by("bert", "declaration"));
    }

    /** The log was lost; that somebody brought the backup does not make the declarations theirs. */
    @Test
    void whatABackupBringsBackIsStillOfWhoDeclaredIt() {
        Intent east = member("east");
        Intent west = member("west");
        controller.restore(Map.of(Backup.place(east), by("anna", "certificate")), east, west);

        List<RunningController.Logged> intents = controller.log(Topic.intents());
        eventually(intents, east.key(), false, by("anna", "certificate"));
        eventually(intents, west.key(), false, by("profile-controller", "service"));
        List<RunningController.Logged> members = controller.log(Topic.members());
        eventually(members, "east", false, by("anna", "declaration"));
        eventually(members, "west", false, by("profile-controller", "service"));
    }

    @Test
    void everyRecordSaysWhoStandsBehindIt() {
        Member east = new Member("east", PROFILE, "e", 1);
        Member west = new Member("west", PROFILE, "w", 2).leaving();
        controller.restore(
                new AppliedProfile(PROFILE, "plan-1", SPEC, Map.of(), List.of(east, west))
                        .applied(new Signature("bert", Instant.EPOCH)),
                new ClusterIdReservation(PROFILE, 1, "east", "e"));

        eventually(controller.log(Topic.members()), "east", false, by("bert", "plan"));
        eventually(controller.log(Topic.views(PROFILE)), "east", false, by("bert", "plan"));
        eventually(controller.log(Topic.members()), "west", true, by("bert", "plan"));
        eventually(controller.log(Topic.views(PROFILE)), "west", true, by("bert", "plan"));
        eventually(controller.log(Topic.memberStatus()), "east", false, by("profile-controller", "service"));
        List<RunningController.Logged> profiles = controller.log(Topic.appliedProfiles());
        await().atMost(PATIENCE).until(() -> profiles.size() > 1);
        assertThat(profiles)
                .extracting(PlanKeeperTest::actor)
                .containsExactly(by("profile-controller", "service"), by("bert", "plan"));
        declare("other");
        Plan plan = done(apply(made("other"), "carl"));
        List<RunningController.Logged> plans = controller.log(Topic.plans());
        await().atMost(PATIENCE).until(() -> plans.size() > 1);
        assertThat(plans)
                .allMatch(record -> record.key().equals(plan.id()))
                .extracting(PlanKeeperTest::actor)
                .containsExactly(by("anna", "token"), by("carl", "token"));
        await().atMost(PATIENCE).until(() -> profiles.size() > 2);
        assertThat(actor(profiles.getLast())).isEqualTo(by("carl", "token"));
    }
}
