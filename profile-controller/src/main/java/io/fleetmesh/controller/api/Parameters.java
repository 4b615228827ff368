package io.fleetmesh.controller.api;

import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.contract.resource.LabelSelector;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;

/** What stands behind the question mark of a request. */
final class Parameters {
    private static final int USUAL = 500;
    private static final int MOST = 1000;
    static final int LONGEST = 1024;

    private final MultiMap given;

    Parameters(MultiMap given) {
        this.given = given;
    }

    boolean dryRun() throws Refused {
        return isTrue("dryRun");
    }

    /** Whether changes are wanted, not a list. */
    boolean watch() throws Refused {
        return isTrue("watch");
    }

    /** Whether only what is declared is wanted, or only what is not; everything if nothing is said. */
    Optional<Boolean> declared() throws Refused {
        return given.get("declared") == null ? Optional.empty() : Optional.of(isTrue("declared"));
    }

    private boolean isTrue(String name) throws Refused {
        String text = given.get(name) == null ? "false" : given.get(name);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(name, "true or false", text);
        };
    }

    /** Of which objects; of all if nothing is said. */
    LabelSelector labelSelector() throws Refused {
        String text = given.get("labelSelector") == null ? "" : given.get("labelSelector");
        return SelectorText.read(text)
                .orElseThrow(() -> bad("labelSelector", "requirements such as a=b,c!=d,e in (f,g),h,!i", text));
    }

    int limit() throws Refused {
        String text = given.get("limit") == null ? Integer.toString(USUAL) : given.get("limit");
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw bad("limit", "1 to " + MOST, text);
    }

    /** The name after which a page begins. */
    String after() throws Refused {
        return after(Format.NAME::fits);
    }

    /** The key after which a page begins. */
    String after(Predicate<String> key) throws Refused {
        String text = given.get("continue");
        if (text == null || text.isEmpty()) {
            return "";
        }
        try {
            String name = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (key.test(name)) {
                return name;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw bad("continue", "what metadata.continue of the page before said", text);
    }

    Optional<String> resourceVersion() throws Refused {
        Optional<String> text = Optional.ofNullable(given.get("resourceVersion"));
        if (text.isPresent() && !Format.RESOURCE_VERSION.fits(text.get())) {
            throw bad("resourceVersion", Format.RESOURCE_VERSION.expected(), text.get());
        }
        return text;
    }

    /** Why somebody wants it so. */
    String reason() throws Refused {
        String text = given.get("reason") == null ? "" : given.get("reason").strip();
        if (!isLine(text)) {
            throw bad("reason", "a line of 1 to " + LONGEST + " characters", text);
        }
        return text;
    }

    /** Whether it can stand in logs and on terminals: what controls these is no part of a reason. */
    static boolean isLine(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl);
    }

    private static Refused bad(String name, String expected, String found) {
        return new Refused(problem(Answer.Problem.MALFORMED, name, expected, found));
    }

    /** That a parameter is not as it must be. */
    static Answer problem(Answer.Problem problem, String name, String expected, String found) {
        return Answer.problem(
                problem,
                name + ": expected " + expected + ", found '" + found + "'",
                new FieldProblem("query", name, found, expected));
    }
}
