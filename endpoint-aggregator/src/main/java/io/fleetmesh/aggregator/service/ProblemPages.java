package io.fleetmesh.aggregator.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fleetmesh.aggregator.domain.Problem;
import io.fleetmesh.aggregator.domain.ProblemList;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code GET /members/{member}/problems?after=…&limit=…}: what is left out of a member's export now, page by page. */
final class ProblemPages {
    static final String PATH = "/members/:member/problems";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USUAL = 100;
    private static final int MOST = 1000;

    /** The body of an answer; {@code next} is empty on the last page. */
    record Answer(String member, int total, List<Problem> problems, String next) {}

    private final Function<String, Optional<ProblemList>> lists;

    /** @param lists of the members that are exported here */
    ProblemPages(Function<String, Optional<ProblemList>> lists) {
        this.lists = lists;
    }

    void answer(RoutingContext request) {
        String member = request.pathParam("member");
        String wanted = request.request().getParam("limit", Integer.toString(USUAL));
        Optional<Integer> limit = limit(wanted);
        Optional<ProblemList> list = lists.apply(member);
        if (limit.isEmpty()) {
            end(request, 400, Map.of("error", "limit: expected 1 to " + MOST + ", found '" + wanted + "'"));
        } else if (list.isEmpty()) {
            end(request, 404, Map.of("error", "member " + member + " is not exported by this process"));
        } else {
            ProblemList.Page page = list.get().page(request.request().getParam("after", ""), limit.get());
            end(request, 200, new Answer(member, page.total(), page.problems(), page.next()));
        }
    }

    static Optional<Integer> limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            return limit >= 1 && limit <= MOST ? Optional.of(limit) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void end(RoutingContext request, int status, Object body) {
        try {
            var _ = request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }
}
