package dev.towpath.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1HTTPGetAction;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is applied to a cluster: of the schema, confined, and in agreement with itself and with the program. */
class ManifestsTest {

    private static final String NAME = "app.kubernetes.io/name";
    private static final String COMPONENT = "app.kubernetes.io/component";

    static List<Manifests> all() throws Exception {
        return Manifests.all();
    }

    @Test
    void every_file_is_of_the_schema() throws Exception {
        List<Path> files = Manifests.yaml(Manifests.FOLDER);
        assertTrue(files.size() > 10, files::toString);
        for (Path file : files) {
            assertFalse(Schema.read(Files.readString(file)).isEmpty(), file::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "base/server/statefulset.yaml, readOnlyRootFilesystem, readonlyRootFilesystem",
        "base/server/statefulset.yaml, terminationGracePeriodSeconds, terminationGracePeriod",
        "base/proxy/networkpolicy.yaml, podSelector, podSelectors",
        "overlays/prod/proxy-autoscaler.yaml, averageUtilization, averageUtilisation",
        "overlays/prod/proxy-autoscaler.yaml, autoscaling/v2, autoscaling/v3",
        "components/service-monitor/servicemonitor.yaml, interval, intervall",
        "monitoring/alerts.yaml, expr, expression"
    })
    void a_misspelt_field_is_found(String file, String right, String wrong) throws Exception {
        String text = Files.readString(Manifests.FOLDER.resolve(file));
        assertTrue(text.contains(right));

        assertThrows(Exception.class, () -> Schema.read(text.replace(right, wrong)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void there_are_a_server_and_a_proxy(Manifests manifests) {
        assertEquals(
                Set.of("server", "proxy"),
                pods(manifests).stream().map(ManifestsTest::role).collect(Collectors.toSet()));
        assertEquals("StatefulSet", manifests.only(V1StatefulSet.class).getKind());
        assertEquals("Deployment", manifests.only(V1Deployment.class).getKind());
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_pod_is_confined(Manifests manifests) {
        for (V1PodTemplateSpec pod : pods(manifests)) {
            V1PodSpec spec = pod.getSpec();
            assertEquals(false, spec.getAutomountServiceAccountToken());
            assertEquals(true, spec.getSecurityContext().getRunAsNonRoot());
            assertEquals(65532, spec.getSecurityContext().getRunAsUser());
            assertEquals(
                    "RuntimeDefault",
                    spec.getSecurityContext().getSeccompProfile().getType());
            assertNull(spec.getHostNetwork());
            for (V1Container container : spec.getContainers()) {
                V1SecurityContext own = container.getSecurityContext();
                assertEquals(false, own.getAllowPrivilegeEscalation());
                assertEquals(true, own.getReadOnlyRootFilesystem());
                assertEquals(List.of("ALL"), own.getCapabilities().getDrop());
                assertTrue(isEmpty(own.getCapabilities().getAdd()));
                assertNotNull(container.getResources().getLimits().get("memory"));
                assertEquals(
                        Set.of("cpu", "memory"),
                        container.getResources().getRequests().keySet());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_probes_ask_the_management_port(Manifests manifests) {
        for (V1PodTemplateSpec pod : pods(manifests)) {
            V1Container node = container(pod);
            assertEquals("/q/health/started", asked(node.getStartupProbe()));
            assertEquals("/q/health/live", asked(node.getLivenessProbe()));
            assertEquals("/q/health/ready", asked(node.getReadinessProbe()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_role_is_the_profile_and_the_image_s_own_command_runs(Manifests manifests) {
        for (V1PodTemplateSpec pod : pods(manifests)) {
            V1Container node = container(pod);
            assertEquals(role(pod), settings(manifests, pod).get("QUARKUS_PROFILE"));
            assertTrue(isEmpty(node.getCommand()));
            assertTrue(isEmpty(node.getArgs()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void ports_are_those_the_settings_say_and_probes_can_reach_them(Manifests manifests) {
        for (V1PodTemplateSpec pod : pods(manifests)) {
            Map<String, String> settings = settings(manifests, pod);
            String own = "TOWPATH_" + role(pod).toUpperCase(java.util.Locale.ROOT) + "_PORT";
            assertEquals("" + port(pod, "towpath"), settings.get(own));
            assertEquals("" + port(pod, "management"), settings.get("QUARKUS_MANAGEMENT_PORT"));
            assertEquals("0.0.0.0", settings.get("QUARKUS_MANAGEMENT_HOST"));
        }
    }

    /** Kubernetes would set {@code TOWPATH_PROXY_PORT=tcp://10.0.0.1:9000} for the Service that is called towpath-proxy. */
    @ParameterizedTest
    @MethodSource("all")
    void services_set_no_variables_that_are_settings_of_ours(Manifests manifests) {
        for (V1PodTemplateSpec pod : pods(manifests)) {
            assertEquals(false, pod.getSpec().getEnableServiceLinks());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_setting_is_one_the_program_has(Manifests manifests) {
        Set<String> known = Settings.variables();
        assertTrue(known.contains("TOWPATH_SERVER_ROOT"), known::toString);
        for (V1ConfigMap map : manifests.of(V1ConfigMap.class).toList()) {
            for (String variable : map.getData().keySet()) {
                assertTrue(variable.startsWith("QUARKUS_") || known.contains(variable), variable);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_pod_has_more_time_to_end_than_its_drain_takes(Manifests manifests) {
        for (V1PodTemplateSpec pod : pods(manifests)) {
            long drain = Long.parseLong(
                    settings(manifests, pod).get("TOWPATH_LIMITS_DRAIN_TIMEOUT").replace("s", ""));
            long before = container(pod).getLifecycle() == null
                    ? 0
                    : container(pod).getLifecycle().getPreStop().getSleep().getSeconds();
            assertTrue(pod.getSpec().getTerminationGracePeriodSeconds() >= before + drain + 10, role(pod));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_service_selects_the_pods_of_one_role_and_names_its_port(Manifests manifests) {
        List<V1Service> services = manifests.of(V1Service.class).toList();
        assertEquals(4, services.size());
        for (V1Service service : services) {
            List<V1PodTemplateSpec> selected = pods(manifests).stream()
                    .filter(pod -> pod.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet()))
                    .toList();
            assertEquals(1, selected.size(), service.getMetadata().getName());
            V1ServicePort port = service.getSpec().getPorts().get(0);
            assertEquals(1, service.getSpec().getPorts().size(), "the management port is published apart");
            assertEquals(port.getName(), port.getTargetPort().getStrValue());
            assertEquals(port.getPort(), port(selected.get(0), port.getName()));
        }
        assertTrue(services.stream()
                .anyMatch(s -> (s.getMetadata().getName() + ":"
                                + s.getSpec().getPorts().get(0).getPort())
                        .equals(settings(manifests, pod(manifests, "proxy")).get("TOWPATH_PROXY_UPSTREAM"))));
        assertTrue(services.stream()
                .anyMatch(s -> s.getMetadata()
                                .getName()
                                .equals(manifests
                                        .only(V1StatefulSet.class)
                                        .getSpec()
                                        .getServiceName())
                        && s.getSpec().getClusterIP().equals("None")));
    }

    @ParameterizedTest
    @MethodSource("all")
    void only_proxies_reach_a_server_and_only_monitoring_its_management_port(Manifests manifests) {
        V1NetworkPolicy policy = policy(manifests, "server");
        assertEquals(List.of("Ingress", "Egress"), policy.getSpec().getPolicyTypes());
        assertTrue(isEmpty(policy.getSpec().getEgress()));
        assertEquals(2, policy.getSpec().getIngress().size());
        Map<String, String> proxies =
                rule(policy, "towpath").getFrom().get(0).getPodSelector().getMatchLabels();
        assertEquals(1, rule(policy, "towpath").getFrom().size());
        assertTrue(pod(manifests, "proxy").getMetadata().getLabels().entrySet().containsAll(proxies.entrySet()));
        assertEquals("proxy", proxies.get(COMPONENT));
        assertMonitoringAlone(policy);
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_proxy_reaches_servers_and_name_resolution_alone(Manifests manifests) {
        V1NetworkPolicy policy = policy(manifests, "proxy");
        assertTrue(isEmpty(rule(policy, "towpath").getFrom()));
        assertMonitoringAlone(policy);
        assertEquals(
                Set.of("towpath", "53"),
                policy.getSpec().getEgress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getPort().toString())
                        .collect(Collectors.toSet()));
        Map<String, String> servers = policy.getSpec()
                .getEgress()
                .get(0)
                .getTo()
                .get(0)
                .getPodSelector()
                .getMatchLabels();
        assertTrue(pod(manifests, "server").getMetadata().getLabels().entrySet().containsAll(servers.entrySet()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_object_is_labelled(Manifests manifests) {
        for (KubernetesObject object : manifests.of(KubernetesObject.class).toList()) {
            assertEquals("towpath", object.getMetadata().getLabels().get(NAME), object::toString);
            assertEquals(
                    "towpath", object.getMetadata().getLabels().get("app.kubernetes.io/part-of"), object::toString);
        }
    }

    @Test
    void dev_is_one_of_each() throws Exception {
        Manifests dev = Manifests.overlay("dev");

        assertEquals(0, dev.of(V2HorizontalPodAutoscaler.class).count());
        dev.of(V1Deployment.class).forEach(proxy -> assertNull(proxy.getSpec().getReplicas()));
        dev.of(V1StatefulSet.class)
                .forEach(server -> assertEquals(1, server.getSpec().getReplicas()));
    }

    @Test
    void prod_has_several_proxies_by_load_spread_over_nodes_with_a_budget() throws Exception {
        Manifests prod = Manifests.overlay("prod");

        V2HorizontalPodAutoscaler autoscaler = prod.only(V2HorizontalPodAutoscaler.class);
        V1Deployment proxy = prod.only(V1Deployment.class);
        assertEquals(
                proxy.getMetadata().getName(),
                autoscaler.getSpec().getScaleTargetRef().getName());
        assertNull(proxy.getSpec().getReplicas(), "the autoscaler's to say");
        assertTrue(autoscaler.getSpec().getMinReplicas() >= 2);
        assertEquals(
                "cpu", autoscaler.getSpec().getMetrics().get(0).getResource().getName());
        assertEquals(
                "kubernetes.io/hostname",
                proxy.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTopologySpreadConstraints()
                        .get(0)
                        .getTopologyKey());
        assertEquals(
                "proxy",
                prod.only(V1PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels()
                        .get(COMPONENT));
    }

    private static boolean isEmpty(@Nullable List<?> list) {
        return list == null || list.isEmpty();
    }

    private static List<V1PodTemplateSpec> pods(Manifests manifests) {
        List<V1PodTemplateSpec> pods = new ArrayList<>();
        manifests.of(V1Deployment.class).forEach(d -> pods.add(d.getSpec().getTemplate()));
        manifests.of(V1StatefulSet.class).forEach(s -> pods.add(s.getSpec().getTemplate()));
        return pods;
    }

    private static V1PodTemplateSpec pod(Manifests manifests, String role) {
        return pods(manifests).stream()
                .filter(pod -> role(pod).equals(role))
                .findFirst()
                .orElseThrow();
    }

    private static String role(V1PodTemplateSpec pod) {
        return pod.getMetadata().getLabels().get(COMPONENT);
    }

    private static V1Container container(V1PodTemplateSpec pod) {
        assertEquals(1, pod.getSpec().getContainers().size());
        return pod.getSpec().getContainers().get(0);
    }

    private static int port(V1PodTemplateSpec pod, String name) {
        return container(pod).getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .mapToInt(V1ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow();
    }

    /** The environment of a pod, its maps included. A rendered map has another name than the file's. */
    private static Map<String, String> settings(Manifests manifests, V1PodTemplateSpec pod) {
        Map<String, String> settings = new java.util.TreeMap<>();
        container(pod).getEnv().forEach(variable -> settings.put(variable.getName(), variable.getValue()));
        Set<String> maps = container(pod).getEnvFrom().stream()
                .map(from -> from.getConfigMapRef().getName())
                .collect(Collectors.toSet());
        manifests
                .of(V1ConfigMap.class)
                .filter(map -> maps.contains(map.getMetadata().getName()))
                .forEach(map -> settings.putAll(map.getData()));
        return settings;
    }

    private static String asked(V1Probe probe) {
        V1HTTPGetAction get = probe.getHttpGet();
        assertEquals("management", get.getPort().getStrValue());
        return get.getPath();
    }

    private static V1NetworkPolicy policy(Manifests manifests, String role) {
        return manifests
                .of(V1NetworkPolicy.class)
                .filter(policy -> pod(manifests, role)
                        .getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(policy.getSpec()
                                .getPodSelector()
                                .getMatchLabels()
                                .entrySet()))
                .findFirst()
                .orElseThrow();
    }

    private static V1NetworkPolicyIngressRule rule(V1NetworkPolicy policy, String port) {
        return policy.getSpec().getIngress().stream()
                .filter(rule -> rule.getPorts().get(0).getPort().getStrValue().equals(port))
                .findFirst()
                .orElseThrow();
    }

    private static void assertMonitoringAlone(V1NetworkPolicy policy) {
        V1NetworkPolicyIngressRule management = rule(policy, "management");
        assertEquals(1, management.getFrom().size());
        assertEquals(
                Map.of("kubernetes.io/metadata.name", "monitoring"),
                management.getFrom().get(0).getNamespaceSelector().getMatchLabels());
    }
}
