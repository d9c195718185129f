package dev.towpath.k8s;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads documents strictly: a field that Kubernetes does not know is an error, not something that is left out. */
final class Schema {

    /** What the project uses of the resources of the Prometheus operator, which no client library types. */
    private static final Map<String, Set<String>> OPERATOR = Map.of(
            "ServiceMonitor",
            Set.of("jobLabel", "targetLabels", "selector", "endpoints"),
            "ServiceMonitor.selector",
            Set.of("matchLabels"),
            "ServiceMonitor.endpoints",
            Set.of("port", "path", "interval"),
            "PrometheusRule",
            Set.of("groups"),
            "PrometheusRule.groups",
            Set.of("name", "rules"),
            "PrometheusRule.groups.rules",
            Set.of("alert", "expr", "for", "labels", "annotations"));

    /** The kinds there are, by version and name. Yaml.load would find them by loading thousands of classes. */
    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1 Namespace", V1Namespace.class),
            Map.entry("v1 ConfigMap", V1ConfigMap.class),
            Map.entry("v1 Service", V1Service.class),
            Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
            Map.entry("apps/v1 Deployment", V1Deployment.class),
            Map.entry("apps/v1 StatefulSet", V1StatefulSet.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
            Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class));

    private static final Set<String> FREE = Set.of("matchLabels", "labels", "annotations");

    private Schema() {}

    /** The documents of a file. */
    static List<Object> read(String text) throws IOException {
        List<Object> documents = new ArrayList<>();
        for (String document : text.split("(?m)^---\\s*$")) {
            Map<String, Object> untyped = new org.yaml.snakeyaml.Yaml().load(document);
            if (untyped == null) {
                continue;
            }
            if (String.valueOf(untyped.get("apiVersion")).startsWith("monitoring.coreos.com/")) {
                documents.add(custom(untyped));
            } else {
                documents.add(Yaml.loadAs(document, type(untyped)));
            }
        }
        return documents;
    }

    private static Class<?> type(Map<String, Object> document) throws IOException {
        String kind = document.get("apiVersion") + " " + document.get("kind");
        Class<?> type = KINDS.get(kind);
        if (type == null) {
            throw new IOException("no such kind: " + kind);
        }
        return type;
    }

    private static Map<String, Object> custom(Map<String, Object> document) throws IOException {
        only("", document, Set.of("apiVersion", "kind", "metadata", "spec"));
        known(String.valueOf(document.get("kind")), document.get("spec"));
        return document;
    }

    private static void known(String where, Object value) throws IOException {
        if (value instanceof List<?> list) {
            for (Object item : list) {
                known(where, item);
            }
        } else if (value instanceof Map<?, ?> map) {
            only(where, map, OPERATOR.getOrDefault(where, Set.of()));
            for (Map.Entry<?, ?> field : map.entrySet()) {
                if (!FREE.contains(String.valueOf(field.getKey()))) {
                    known(where + '.' + field.getKey(), field.getValue());
                }
            }
        }
    }

    private static void only(String where, Map<?, ?> map, Set<String> fields) throws IOException {
        for (Object field : map.keySet()) {
            if (!fields.contains(String.valueOf(field))) {
                throw new IOException("no such field: " + where + '.' + field);
            }
        }
    }
}
