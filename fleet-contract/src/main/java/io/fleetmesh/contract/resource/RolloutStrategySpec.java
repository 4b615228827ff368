package io.fleetmesh.contract.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/** A declared way to roll out changes: the canary first, then wave after wave; who is in none comes last, all together. */
public record RolloutStrategySpec(
        @Field("Comes before all waves; if it fails, nothing else begins.")
        Optional<Wave> canary,

        @Field("In this order.") @OrEmpty List<Wave> waves,

        @Field(value = "How long each wave is watched before the next begins.", otherwise = "300", most = 604800)
        int soakSeconds,

        @Field("What must hold at the end of each wave.") @OrEmpty
        List<Gate> gates,

        @Field(value = "Members that may fail before the rollout stops.", otherwise = "0", most = 511)
        int maxFailures,

        @Field(value = "Waves after which an operator must say that it goes on, by name.", format = Format.NAME)
        @OrEmpty
        List<String> pausePoints)
        implements Spec {

    public RolloutStrategySpec {
        waves = List.copyOf(waves);
        gates = List.copyOf(gates);
        pausePoints = List.copyOf(pausePoints);
    }

    /** Members that are changed together: one of memberSelector, count and percent says which. */
    public record Wave(
            @Field(value = "Unique in the strategy, the canary's included.", format = Format.NAME)
            String name,

            @Field("These, as far as no earlier wave had them.")
            Optional<LabelSelector> memberSelector,

            @Field(value = "So many of those that are left, by name.", least = 1, most = 511)
            Optional<Integer> count,

            @Field(value = "So many of a hundred members of the profile, rounded up.", least = 1, most = 100)
            Optional<Integer> percent,

            @Field(value = "In place of the strategy's soakSeconds.", most = 604800)
            Optional<Integer> soakSeconds) {}

    /** Something that must hold. */
    public record Gate(
            @Field(
                    "synced: all stores of the wave show the change. healthy: no service has fewer healthy backends than before.")
            Check check,

            @Field(value = "How long it may take to hold.", otherwise = "600", least = 1, most = 604800)
            int timeoutSeconds) {}

    /** What a gate looks at. */
    public enum Check {
        @JsonProperty("synced")
        SYNCED,
        @JsonProperty("healthy")
        HEALTHY
    }
}
