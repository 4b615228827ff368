package io.fleetmesh.contract.manifest;

import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/** What of YAML manifests may use: its syntax, without anchors and aliases, tags, and deep nesting. Asked event by event. */
final class YamlRules {
    private YamlRules() {}

    /** Why {@code text} is not read, with the place; empty if it may be. */
    static Optional<String> refuse(String text) {
        int depth = 0;
        try {
            for (Event event : new Yaml(new LoaderOptions()).parse(new StringReader(text))) {
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                if (depth > DocumentReader.DEEPEST) {
                    return refusal(event, "at most " + DocumentReader.DEEPEST + " levels");
                }
                if (event instanceof NodeEvent node && node.getAnchor() != null) {
                    return refusal(event, "no anchors and aliases: what they stand for must be written out");
                }
                if (tag(event) != null) {
                    return refusal(event, "no tags");
                }
            }
            return Optional.empty();
        } catch (MarkedYAMLException e) {
            return Optional.of(place(e.getProblemMark()) + e.getProblem());
        } catch (YAMLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String tag(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
        };
    }

    private static Optional<String> refusal(Event event, String expected) {
        return Optional.of(place(event.getStartMark()) + "expected " + expected);
    }

    private static String place(Mark mark) {
        return mark == null ? "" : place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    static String place(int line, int column) {
        return "line " + line + ", column " + column + ": ";
    }
}
