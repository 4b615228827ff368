package io.fleetmesh.watcher.realapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The manifests in {@code docs/operations.md} that give a watcher its rights: what is documented is what is tested. */
final class Rights {
    private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
    private static final Pattern RIGHTS = Pattern.compile("(?s)### What a watcher may see.*?```yaml\n(.*?)```");

    private final KubernetesClient admin;
    private final List<HasMetadata> manifests;

    private Rights(KubernetesClient admin, List<HasMetadata> manifests) {
        this.admin = admin;
        this.manifests = manifests;
    }

    /** A right. */
    record Right(String verb, String group, String resource) {}

    /** As documented, given to the account by {@code admin}. */
    static Rights give(KubernetesClient admin) throws IOException {
        Matcher found = RIGHTS.matcher(Files.readString(DOCUMENT));
        if (!found.find()) {
            throw new AssertionError("expected the watcher's rights as YAML in " + DOCUMENT);
        }
        Rights rights = new Rights(
                admin,
                admin.load(new ByteArrayInputStream(found.group(1).getBytes(UTF_8)))
                        .items());
        rights.manifests.forEach(manifest -> admin.resource(manifest).create());
        return rights;
    }

    /** Takes away one verb on one resource. */
    void without(String verb, String resource) {
        manifests.forEach(manifest -> update(without(verb, resource, manifest)));
    }

    /** Gives back what was taken away. */
    void restore() {
        manifests.forEach(this::update);
    }

    private void update(HasMetadata manifest) {
        if (manifest instanceof ClusterRole || manifest instanceof Role) {
            var _ = admin.resource(manifest).update();
        }
    }

    private static HasMetadata without(String verb, String resource, HasMetadata manifest) {
        return switch (manifest) {
            case ClusterRole role ->
                new ClusterRoleBuilder(role)
                        .withRules(without(verb, resource, role.getRules()))
                        .build();
            case Role role ->
                new RoleBuilder(role)
                        .withRules(without(verb, resource, role.getRules()))
                        .build();
            default -> manifest;
        };
    }

    private static List<PolicyRule> without(String verb, String resource, List<PolicyRule> rules) {
        return rules.stream()
                .flatMap(rule -> rule.getResources().stream()
                        .map(one -> new PolicyRuleBuilder(rule)
                                .withResources(one)
                                .withVerbs(rule.getVerbs().stream()
                                        .filter(each -> !(one.equals(resource) && each.equals(verb)))
                                        .toList())
                                .build()))
                .filter(rule -> !rule.getVerbs().isEmpty())
                .toList();
    }

    /** Each of them. */
    Set<Right> all() {
        return manifests.stream()
                .flatMap(manifest -> switch (manifest) {
                    case ClusterRole role -> role.getRules().stream();
                    case Role role -> role.getRules().stream();
                    default -> List.<PolicyRule>of().stream();
                })
                .flatMap(rule -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream()
                                .map(verb -> new Right(verb, rule.getApiGroups().getFirst(), resource))))
                .collect(Collectors.toSet());
    }
}
