package io.fleetmesh.contract.resource;

import java.util.Map;
import java.util.Optional;

/** What every object says of itself. */
public record ObjectMeta(
        @Field(value = "Unique among the objects of its kind, and never changed.", format = Format.NAME)
        String name,

        @Field(value = "What selectors go by.", keys = Format.LABEL_KEY, format = Format.LABEL_VALUE) @OrEmpty
        Map<String, String> labels,

        @Field(value = "Notes for people and programs; nothing is selected by them.", keys = Format.LABEL_KEY) @OrEmpty
        Map<String, String> annotations,

        @Field(
                value = "Who keeps the object as it is, if not a person: a discovery source, or a controller.",
                format = Format.LABEL_KEY)
        Optional<String> managedBy,

        @Field(
                value =
                        "Given by the server with every change. Whoever sends it along changes that state or none; 0 says that"
                                + " there is no such object yet.",
                format = Format.RESOURCE_VERSION)
        Optional<String> resourceVersion,

        @Field(value = "Given by the server: how often the spec has changed, from 1.", least = 1, most = Long.MAX_VALUE)
        Optional<Long> generation,

        @Field(
                value = "Given by the server: when it was declared first. Absent in objects of earlier releases.",
                format = Format.TIME)
        Optional<String> creationTimestamp) {

    public ObjectMeta {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** Of a new object. */
    public static ObjectMeta named(String name, Map<String, String> labels) {
        return new ObjectMeta(
                name, labels, Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same at a version that only the server may give. */
    public ObjectMeta at(String version, long generation) {
        return new ObjectMeta(
                name, labels, annotations, managedBy, Optional.of(version), Optional.of(generation), creationTimestamp);
    }

    /** The same with the time that only the server may give. */
    public ObjectMeta created(Optional<String> time) {
        return new ObjectMeta(name, labels, annotations, managedBy, resourceVersion, generation, time);
    }

    /** The same without what only the server may say: what an operator declares. */
    public ObjectMeta declared() {
        return new ObjectMeta(
                name, labels, annotations, managedBy, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
