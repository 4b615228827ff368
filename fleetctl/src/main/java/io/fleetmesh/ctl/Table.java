package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows below a title. Those that come later keep to the columns' widths, as far as they fit. */
final class Table {
    private final List<Columns.Column> columns;
    private final List<Integer> widths;

    Table(Resource resource, boolean wide) {
        columns = Columns.of(resource, wide);
        widths = new ArrayList<>(
                columns.stream().map(column -> column.title().length()).toList());
    }

    /** The title and a row for each object. */
    String all(List<JsonNode> objects, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns.stream().map(Columns.Column::title).toList());
        objects.forEach(object -> rows.add(cells(object, now)));
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Collections.max(List.of(widths.get(i), row.get(i).length())));
            }
        });
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    /** One row more. */
    String row(JsonNode object, Instant now) {
        return line(cells(object, now));
    }

    private List<String> cells(JsonNode object, Instant now) {
        return columns.stream().map(column -> column.cell().apply(object, now)).toList();
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            line.append(cell).append(" ".repeat(Math.max(1, widths.get(i) + 2 - cell.length())));
        }
        return line.toString().stripTrailing() + "\n";
    }
}
