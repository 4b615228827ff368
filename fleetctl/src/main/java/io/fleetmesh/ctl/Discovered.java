package io.fleetmesh.ctl;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fleetmesh.contract.manifest.DocumentReader;
import io.fleetmesh.contract.manifest.Kubeconfig;
import io.fleetmesh.contract.resource.Format;
import io.fleetmesh.contract.resource.Kind;
import io.fleetmesh.contract.resource.MemberSpec.KubeconfigRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A cluster that a context of a kubeconfig leads to, as a Member of the context's name.
 *
 * @param current whether watchers use the context where a Member names the kubeconfig alone
 */
record Discovered(Path file, String context, Optional<String> server, String name, boolean current) {
    /** Who declares them. */
    static final String MANAGED_BY = "discovery.fleetmesh.io/kubeconfig";

    private static final String SUFFIX = ".kubeconfig";
    private static final String CONTEXT = ".context";

    /**
     * All contexts of all files, and of the files of all directories.
     *
     * @param passedOver hears of files of directories that are no kubeconfigs
     */
    static List<Discovered> in(List<Path> paths, Consumer<String> passedOver) {
        List<Discovered> all = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                all.addAll(file(path));
                continue;
            }
            for (Path file : files(path)) {
                try {
                    all.addAll(file(file));
                } catch (Failure e) {
                    passedOver.accept(String.valueOf(e.getMessage()));
                }
            }
        }
        refuseCollisions(all);
        return all;
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Failure(Failure.REFUSED, "cannot read " + directory + ": " + e);
        }
    }

    private static List<Discovered> file(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(DocumentReader.MOST_BYTES + 1);
        } catch (IOException e) {
            throw new Failure(Failure.REFUSED, "cannot read " + file + ": " + e);
        }
        return switch (Kubeconfig.read(bytes)) {
            case Kubeconfig.Outcome.Unreadable(String reason) ->
                throw new Failure(Failure.REFUSED, file + ": " + reason);
            case Kubeconfig.Outcome.Read(Kubeconfig kubeconfig) -> {
                Optional<String> current = chosen(file).or(kubeconfig::current);
                yield kubeconfig.contexts().stream()
                        .map(context -> new Discovered(
                                file,
                                context.name(),
                                context.server(),
                                label(file, context.name()),
                                current.equals(Optional.of(context.name()))))
                        .toList();
            }
        };
    }

    /** The context that a file beside the kubeconfig names for watchers. */
    private static Optional<String> chosen(Path file) {
        Path context = file.resolveSibling(kubeconfig(file) + CONTEXT);
        try {
            return Files.isReadable(context)
                    ? Optional.of(Files.readString(context).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new Failure(Failure.REFUSED, "cannot read " + context + ": " + e);
        }
    }

    /** A DNS label that reads like {@code text}. */
    private static String label(Path file, String text) {
        String label = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        label = strip(strip(label).substring(0, Math.min(63, strip(label).length())));
        if (!Format.NAME.fits(label)) {
            throw new Failure(
                    Failure.REFUSED, file + ": '" + text + "': expected a name with a letter or digit of ASCII in it");
        }
        return label;
    }

    private static String strip(String label) {
        return label.replaceAll("^-+|-+$", "");
    }

    private static void refuseCollisions(List<Discovered> all) {
        Map<String, Discovered> byName = new TreeMap<>();
        for (Discovered one : all) {
            Discovered other = byName.put(one.name(), one);
            if (other != null) {
                throw new Failure(
                        Failure.REFUSED,
                        other.where() + " and " + one.where() + " would both become Member/" + one.name()
                                + ": rename one of the contexts");
            }
        }
    }

    /** For people. */
    String where() {
        return "context '" + context + "' of " + file;
    }

    /** The name by which the watcher knows the file. */
    private static String kubeconfig(Path file) {
        String name = file.getFileName().toString();
        return label(
                file,
                name.endsWith(SUFFIX)
                        ? name.substring(0, name.length() - SUFFIX.length())
                        : name.replaceFirst("\\.[^.]*$", ""));
    }

    /** What the watcher must find, if it is not this file by this name. */
    Optional<String> neededAs() {
        String needed = kubeconfig(file) + SUFFIX;
        return needed.equals(file.getFileName().toString()) ? Optional.empty() : Optional.of(needed);
    }

    /** How Members that are this cluster may say so. */
    List<KubeconfigRef> references() {
        KubeconfigRef named = new KubeconfigRef(kubeconfig(file), Optional.of(context));
        return current ? List.of(named, new KubeconfigRef(named.name(), Optional.empty())) : List.of(named);
    }

    /** For the server, if there is no such Member yet. */
    Declared declared() {
        ObjectNode document = document();
        document.withObjectProperty("metadata").put("resourceVersion", "0");
        return new Declared(Kind.MEMBER, name, document);
    }

    ObjectNode document() {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", Kind.API_VERSION)
                .put("kind", Kind.MEMBER.text());
        document.putObject("metadata").put("name", name).put("managedBy", MANAGED_BY);
        document.putObject("spec")
                .putObject("kubeconfig")
                .put("name", kubeconfig(file))
                .put("context", context);
        return document;
    }
}
