/**
 * What is in {@code k8s/}, held against the schema of Kubernetes and against what the program needs. {@link dev.towpath.k8s.Manifests}
 * gets the documents: rendered, where there is a kustomize, and as the files have them.
 */
package dev.towpath.k8s;
