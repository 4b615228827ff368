package io.fleetmesh.contract.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/** Kubernetes' label selector: all of it must hold, so that an empty one selects everything. */
public record LabelSelector(
        @Field(value = "Labels with just these values.", keys = Format.LABEL_KEY, format = Format.LABEL_VALUE) @OrEmpty
        Map<String, String> matchLabels,

        @Field("Further requirements.") @OrEmpty List<Requirement> matchExpressions) {

    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    /** What a label's value must be. */
    public record Requirement(
            @Field(value = "The label's key.", format = Format.LABEL_KEY)
            String key,

            @Field(
                    "In and NotIn look at the value, Exists and DoesNotExist at whether there is one. NotIn holds where there is none.")
            Operator operator,

            @Field(value = "At least one for In and NotIn, none for the others.", format = Format.LABEL_VALUE) @OrEmpty
            List<String> values) {

        public Requirement {
            values = List.copyOf(values);
        }
    }

    /** How a label is looked at. */
    public enum Operator {
        @JsonProperty("In")
        IN,
        @JsonProperty("NotIn")
        NOT_IN,
        @JsonProperty("Exists")
        EXISTS,
        @JsonProperty("DoesNotExist")
        DOES_NOT_EXIST
    }
}
