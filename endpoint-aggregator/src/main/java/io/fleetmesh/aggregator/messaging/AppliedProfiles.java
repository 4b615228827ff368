package io.fleetmesh.aggregator.messaging;

import io.fleetmesh.aggregator.domain.NamespaceDefault;
import io.fleetmesh.aggregator.domain.ProfileDefaults;
import io.fleetmesh.contract.AppliedProfile;
import io.fleetmesh.contract.FleetRecord;
import io.fleetmesh.contract.Topic;
import io.fleetmesh.kit.messaging.StateFollower;
import io.fleetmesh.kit.service.Bus;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** What plans have made of profiles, followed from the topic {@code applied-profiles}. All of it on the reader's thread. */
final class AppliedProfiles implements StateFollower.Handler {
    private static final Logger LOG = Logger.getLogger(AppliedProfiles.class);
    static final TopicPartition INPUT =
            new TopicPartition(Topic.appliedProfiles().name(), 0);

    private final Runnable whenChanged;
    private final ProfileDefaults defaults = new ProfileDefaults();
    private long offset = -1;

    /** @param whenChanged called when something else may count for some profile */
    AppliedProfiles(Runnable whenChanged) {
        this.whenChanged = whenChanged;
    }

    /** Begins to read; the topic must be there. */
    void follow(Bus bus) {
        bus.reader().follow(INPUT, new StateFollower(AggregatorMeters.SERVICE, bus.deadLetters(), this));
    }

    /** What counts for a profile's members ({@link ProfileDefaults#of}). */
    Optional<NamespaceDefault> of(String profile, NamespaceDefault held) {
        return defaults.of(profile, held);
    }

    /** Of the newest record that was read, for records that rest on it. */
    long offset() {
        return offset;
    }

    @Override
    public void onChange(String key, Optional<FleetRecord> body, long at) {
        offset = at;
        if (body.isPresent() && body.get() instanceof AppliedProfile profile) {
            if (defaults.put(profile.profile(), profile.spec().globalNamespaceDefault())) {
                LOG.infov(
                        "Profile applied profile={0} plan={1} globalNamespaceDefault={2}",
                        profile.profile(), profile.plan(), profile.spec().globalNamespaceDefault());
                whenChanged.run();
            }
        } else {
            LOG.errorv("Profile gone or no profile, what it said stays profile={0} offset={1}", key, at);
        }
    }

    @Override
    public void onCaughtUp() {
        defaults.complete();
        whenChanged.run();
    }

    @Override
    public void onLogReset(String what) {
        defaults.lost();
    }
}
