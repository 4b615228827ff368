package io.fleetmesh.controller.api;

import static io.fleetmesh.controller.api.Answer.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.Intent;
import io.fleetmesh.contract.manifest.Checked;
import io.fleetmesh.contract.manifest.Manifests;
import io.fleetmesh.contract.resource.FieldProblem;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.controller.api.Answer.Problem;
import io.fleetmesh.controller.domain.History;
import io.fleetmesh.controller.domain.IntentChange;
import io.fleetmesh.controller.domain.IntentPage;
import io.fleetmesh.controller.domain.Intents;
import io.fleetmesh.controller.domain.access.Authority;
import io.fleetmesh.controller.domain.fleet.Statuses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code /apis/fleetmesh.io/v1alpha1/{members,networkprofiles,rolloutstrategies,rolebindings}[/NAME]}, and several of them at
 * once ({@link ApplyApi}). Who asks sees and changes what {@link Authority} says.
 */
public final class IntentApi {
    static final String ROOT = "/apis/" + Kind.API_VERSION;
    static final String ALL = ROOT + "/:plural";
    static final String ONE = ALL + "/:name";
    /** Of one object: far below what fits into a record of the bus. */
    private static final int MOST_BYTES = 256 * 1024;

    private final Supplier<Optional<Intents>> intents;
    private final ObjectDocuments documents;
    private final Access access;
    private final Watches watches;

    /** As long as nobody can be authenticated, and nobody knows where members stand. */
    public IntentApi(Supplier<Optional<Intents>> intents) {
        this(intents, Optional::empty, new Access(new LocalOnly(), intents), new Watches(intents));
    }

    /** Both are empty until the service has started. */
    public IntentApi(
            Supplier<Optional<Intents>> intents,
            Supplier<Optional<Statuses>> statuses,
            Access access,
            Watches watches) {
        this.intents = intents;
        this.documents = new ObjectDocuments(statuses);
        this.access = access;
        this.watches = watches;
    }

    /** A request that makes sense so far: about objects of one kind. */
    private record Asked(RoutingContext request, Kind kind, Intents intents, Parameters parameters) {
        String name() {
            return request.pathParam("name");
        }

        History<Intent> history() throws Refused {
            return intents.history()
                    .orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "another process keeps the objects")));
        }

        /** What of it the caller may see. */
        NavigableMap<String, Intent> visible(History<Intent> history) {
            return Authority.of(Access.caller(request), history.now()).visible();
        }
    }

    @FunctionalInterface
    private interface Handler {
        CompletionStage<Answer> answer(Asked asked) throws Refused;
    }

    /** Adds the routes; answers are made on worker threads, since reading a document takes its time. */
    public void mount(Router router) {
        Failures.mount(router);
        access.mount(router);
        new ApplyApi(intents).mount(router);
        CheckApi.takeBodies(router);
        RequestBody.take(router.route(ROOT + "/*"), MOST_BYTES);
        router.get(ALL).handler(this::watch);
        router.get(ALL).blockingHandler(request -> answer(request, this::list), false);
        router.get(ONE).blockingHandler(request -> answer(request, this::get), false);
        router.post(ALL).blockingHandler(request -> answer(request, IntentApi::create), false);
        router.put(ONE).blockingHandler(request -> answer(request, IntentApi::put), false);
        router.delete(ONE).blockingHandler(request -> answer(request, IntentApi::delete), false);
        // Behind those that others add below the same path.
        router.route(ROOT + "/*").last().handler(IntentApi::nothing);
    }

    private static void nothing(RoutingContext request) {
        String path = request.normalizedPath().substring(ROOT.length());
        SortedSet<String> possible = Paths.methods(path);
        end(
                request,
                possible.isEmpty()
                        ? Failures.noPath(request.normalizedPath())
                        : Answer.method(request.request().method().name(), path.substring(1), possible));
    }

    private void watch(RoutingContext request) {
        if (!isOurs(request)) {
            request.next();
            return;
        }
        Watches.whenAsked(request, () -> {
            Asked asked = asked(request);
            watches.begin(
                    request,
                    asked.intents(),
                    asked.kind(),
                    intent -> documents.now().apply(intent));
        });
    }

    private static boolean isOurs(RoutingContext request) {
        return Kind.ofPlural(request.pathParam("plural")).isPresent();
    }

    private void answer(RoutingContext request, Handler handler) {
        if (!isOurs(request)) {
            request.next();
            return;
        }
        try {
            end(request, handler.answer(asked(request)));
        } catch (Refused e) {
            end(request, e.answer());
        }
    }

    private Asked asked(RoutingContext request) throws Refused {
        String plural = request.pathParam("plural");
        Kind kind = Kind.ofPlural(plural).orElseThrow(() -> new Refused(Failures.noPath(request.normalizedPath())));
        Intents now = intents.get().orElseThrow(() -> new Refused(problem(Problem.UNAVAILABLE, "the service starts")));
        return new Asked(request, kind, now, new Parameters(request.request().params()));
    }

    private CompletionStage<Answer> list(Asked asked) throws Refused {
        Parameters given = asked.parameters();
        History<Intent> history = asked.history();
        return now(Answer.page(
                asked.kind(),
                IntentPage.of(
                        asked.visible(history), asked.kind(), given.labelSelector(), given.after(), given.limit()),
                history.version(),
                documents.now()));
    }

    private CompletionStage<Answer> get(Asked asked) throws Refused {
        String key = asked.kind().object(asked.name());
        Intent found = asked.visible(asked.history()).get(key);
        return now(
                found == null
                        ? Answer.missing(key)
                        : new Answer(200, "application/json", documents.now().apply(found)));
    }

    private static CompletionStage<Answer> create(Asked asked) throws Refused {
        return change(asked, new IntentChange.Create(intent(asked)));
    }

    private static CompletionStage<Answer> put(Asked asked) throws Refused {
        Intent intent = intent(asked);
        String name = intent.metadata().name();
        return name.equals(asked.name())
                ? change(asked, new IntentChange.Put(intent))
                : now(notAsInPath(intent, "metadata.name", name, asked.name()));
    }

    private static CompletionStage<Answer> delete(Asked asked) throws Refused {
        Optional<String> version = asked.parameters().resourceVersion();
        return change(asked, new IntentChange.Delete(asked.kind(), asked.name(), version));
    }

    private static CompletionStage<Answer> change(Asked asked, IntentChange change) throws Refused {
        return asked.intents()
                .change(
                        change,
                        Access.caller(asked.request()),
                        asked.parameters().dryRun())
                .thenApply(Answer::of);
    }

    private static CompletionStage<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** The object in the request's body. */
    private static Intent intent(Asked asked) throws Refused {
        JsonNode document = RequestBody.declared(asked.request());
        if (document instanceof ObjectNode fields) {
            var _ = fields.remove(ObjectDocuments.STATUS);
        }
        return switch (Manifests.check(document)) {
            case Checked.Good(Intent intent) when intent.kind() == asked.kind() -> intent;
            case Checked.Good(Intent intent) ->
                throw new Refused(notAsInPath(
                        intent, "kind", intent.kind().text(), asked.kind().text()));
            case Checked.Bad(List<FieldProblem> problems) -> throw new Refused(problem(Problem.INVALID, problems));
        };
    }

    private static Answer notAsInPath(Intent intent, String field, String found, String path) {
        return problem(
                Problem.INVALID, List.of(new FieldProblem(intent.key(), field, found, path + ", as in the path")));
    }

    /** Once there is one; where there never will be, the server has failed. */
    static void end(RoutingContext request, CompletionStage<Answer> answer) {
        var _ = answer.whenComplete((made, failure) -> {
            if (failure == null) {
                end(request, made);
            } else {
                request.fail(failure);
            }
        });
    }

    static void end(RoutingContext request, Answer answer) {
        InHand.answering(request);
        InHand.answered(request, answer.send(request.response()));
    }
}
