package io.fleetmesh.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The README's tour: the commands of its numbered steps, as they stand there.
 *
 * @param steps by number; 0 is what stands before the first
 */
record Tour(SortedMap<Integer, List<String>> steps) {
    private static final Pattern STEP = Pattern.compile("(\\d+)\\. .*");
    /** Text of a step is indented by three. */
    private static final Pattern COMMAND = Pattern.compile(" {4,}(\\S.*)");

    /** As {@code readme} has it. */
    static Tour read(Path readme) throws IOException {
        SortedMap<Integer, List<String>> steps = new TreeMap<>();
        int step = 0;
        for (String line : section(Files.readAllLines(readme))) {
            Matcher number = STEP.matcher(line);
            Matcher command = COMMAND.matcher(line);
            if (number.matches()) {
                step = Integer.parseInt(number.group(1));
            } else if (command.matches()) {
                steps.computeIfAbsent(step, _ -> new ArrayList<>()).add(command.group(1));
            }
        }
        return new Tour(steps);
    }

    private static List<String> section(List<String> lines) {
        List<String> after = lines.stream()
                .dropWhile(line -> !line.startsWith("## A tour"))
                .skip(1)
                .toList();
        return after.stream().takeWhile(line -> !line.startsWith("## ")).toList();
    }
}
