#!/usr/bin/env bash
# Shows on a real cluster that the overlay dev does what it should, and takes all of it away again:
#   KUBECONFIG=… k8s/e2e.sh IMAGE
# uploads and downloads through the proxies from a pod and from outside, rolls the proxies in the middle of a download of 200 MiB that
# retries, takes the server away and brings it back. About three minutes.
#
# IMAGE has to be there for the nodes already. Settings:
#   TOWPATH        the program here, outside the cluster (target/towpath, or target/towpath.jar)
#   E2E_HOSTPATH   a folder on the only node, for a cluster that makes no volumes by itself; made, given to the pods' user, removed
#   E2E_MIB        the size of the big file (200)
#   E2E_CPU        the processor's share of the pod that downloads it (a jar needs 100m), so that it takes longer than rolling does (30m)
#   E2E_KEEP       anything: leave all of it there after a failure
set -euo pipefail
cd "$(dirname "$0")/.."

image=${1:?usage: k8s/e2e.sh IMAGE}
namespace=towpath-dev
mib=${E2E_MIB:-200}
cpu=${E2E_CPU:-30m}
selector=app.kubernetes.io/name=towpath,app.kubernetes.io/component
if [ -n "${TOWPATH:-}" ]; then
  read -ra towpath <<< "$TOWPATH"
elif [ -x target/towpath ]; then
  towpath=(target/towpath)
else
  towpath=(java -XX:TieredStopAtLevel=1 -jar target/towpath.jar)
fi

work=$(mktemp -d)
forward=""
start=$SECONDS
say() { printf '[%3d s] %s\n' $((SECONDS - start)) "$*"; }
fail() { say "FAILED: $*" >&2 && exit 1; }
k() { kubectl -n "$namespace" "$@"; }

# Waits for a command to succeed: a time limit in seconds, what is awaited, the command.
await() {
  local limit=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" > "$work/await" 2>&1; do
    [ "$SECONDS" -lt "$limit" ] || { cat "$work/await" >&2 && fail "not in time: $what"; }
    sleep 0.2
  done
}

tidy() {
  local status=$?
  [ -z "$forward" ] || kill "$forward" 2> /dev/null || true
  if [ "$status" -ne 0 ]; then
    {
      k get pods,endpoints -o wide || true
      k get events --sort-by=.lastTimestamp | tail -20 || true
      for pod in $(k get pods -o name); do echo "--- $pod" && k logs "$pod" --tail=20 || true; done
    } >&2
    [ -z "${E2E_KEEP:-}" ] || exit "$status"
  fi
  if kubectl get namespace "$namespace" > "$work/there" 2>&1; then
    kubectl delete namespace "$namespace" --timeout=120s > "$work/deleted" 2>&1 || true
  fi
  if [ -n "${E2E_HOSTPATH:-}" ]; then
    kubectl delete persistentvolume towpath-e2e --ignore-not-found > "$work/deleted" 2>&1 || true
    rm -rf "$E2E_HOSTPATH"
  fi
  rm -rf "$work"
}

kubectl get nodes > "$work/nodes" || fail "no cluster: KUBECONFIG names it"
if kubectl get namespace "$namespace" > "$work/there" 2>&1; then fail "there is a namespace $namespace already"; fi
say "$(kubectl version -o json 2> "$work/err" | sed -n 's/.*"gitVersion": "\(.*\)".*/\1/p' | sort -u | paste -sd' ') (client and server), $(grep -c ' Ready' "$work/nodes") node"
trap tidy EXIT

# --- the overlay, with this image
overlay=target/k8s/e2e
mkdir -p "$overlay"
cat > "$overlay/kustomization.yaml" << END
resources: [../../../k8s/overlays/dev]
images: [{name: localhost/towpath, newName: ${image%:*}, newTag: ${image##*:}}]
# Too short for a big download to end in: it has to be taken up again with another proxy.
configMapGenerator:
  - {name: towpath-proxy, namespace: $namespace, behavior: merge, literals: [TOWPATH_LIMITS_DRAIN_TIMEOUT=3s]}
END
if [ -n "${E2E_HOSTPATH:-}" ]; then
  mkdir -p "$E2E_HOSTPATH"
  chown 65532:65532 "$E2E_HOSTPATH"
  kubectl apply -f - > "$work/pv" << END
apiVersion: v1
kind: PersistentVolume
metadata: {name: towpath-e2e}
spec:
  accessModes: [ReadWriteOnce]
  capacity: {storage: 1Gi}
  claimRef: {namespace: $namespace, name: data-towpath-server-0}
  hostPath: {path: $E2E_HOSTPATH}
END
fi
say "kubectl apply -k k8s/overlays/dev, as $image"
kubectl apply -k "$overlay" | sed 's/^/        /'
k rollout status statefulset/towpath-server --timeout=120s > "$work/rollout"
k rollout status deployment/towpath-proxy --timeout=120s > "$work/rollout"
say "server and proxy are ready"

# --- from outside: a port of this machine that leads to a proxy, opened anew when its proxy goes
port=$((20000 + RANDOM % 10000))
outside="tow://127.0.0.1:$port"
(
  trap 'kill $! 2> /dev/null; exit' TERM
  while :; do
    kubectl -n "$namespace" port-forward service/towpath-proxy "$port:towpath" > "$work/forward" 2>&1 &
    wait $! || true
    sleep 0.2
  done
) &
forward=$!
await 30 "the forwarded port" "${towpath[@]}" ping "$outside"
head -c $((mib * 1024 * 1024)) /dev/urandom > "$work/big"
head -c 3000000 /dev/urandom > "$work/small"
sum() { sha256sum "$1" | cut -d' ' -f1; }
"${towpath[@]}" put "$work/small" "$outside/small"
"${towpath[@]}" put --retry 5 "$work/big" "$outside/big"
say "uploaded from outside: 3 MB and $mib MiB"
"${towpath[@]}" get "$outside/small" "$work/small.back"
cmp "$work/small" "$work/small.back"
say "downloaded from outside: the same bytes"

# --- from a pod of the same image, which has no shell: its arguments are those of towpath
# client NAME CPU ARGUMENT...
client() {
  local name=$1 share=$2 list=""
  shift 2
  for argument in "$@"; do list+="\"$argument\", "; done
  k apply -f - > "$work/client" << END
apiVersion: v1
kind: Pod
metadata: {name: $name, labels: {app.kubernetes.io/name: towpath-e2e}}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: 1
  securityContext: {runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: towpath
      image: $image
      imagePullPolicy: IfNotPresent
      args: [${list%, }]
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: ["ALL"]}}
      resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {cpu: "$share", memory: 256Mi}}
      volumeMounts: [{name: copies, mountPath: /copies}]
  volumes: [{name: copies, emptyDir: {}}]
END
}
phase() { k get pod "$1" -o 'jsonpath={.status.phase}'; }
ended() { case $(phase "$1") in Succeeded | Failed) ;; *) return 1 ;; esac; }
succeeded() {
  await "$2" "the end of $1" ended "$1"
  [ "$(phase "$1")" = Succeeded ] || { k logs "$1" >&2 && fail "$1 did not succeed"; }
}
# What a client's JSON says of its last event.
told() { k logs "$1" | grep -o "\"$2\":\"\{0,1\}[^,\"}]*" | tail -1 | sed 's/.*:"\{0,1\}//'; }
# The checksum that a client saw, against a file here.
same() { [ "$(told "$1" sha256)" = "$(sum "$2")" ] || { k logs "$1" >&2 && fail "$1 got other bytes"; }; }

client get-small 1 get --json tow://towpath-proxy/small /copies/small
succeeded get-small 60
same get-small "$work/small"
say "downloaded in a pod, by the Service: the same bytes"

# --- three proxies, rolled in the middle
k scale deployment/towpath-proxy --replicas=3 > "$work/scale"
k rollout status deployment/towpath-proxy --timeout=120s > "$work/rollout"
say "three proxies: $(k get pods -l "$selector=proxy" -o 'jsonpath={.items[*].metadata.name}')"
client get-big "$cpu" get --json --retry 20 tow://towpath-proxy/big /copies/big
share() {
  local bytes
  bytes=$(told get-big bytes)
  [ "${bytes:-0}" -gt $((mib * 1024 * 1024 * $1 / 100)) ]
}
await 120 "the middle of the download" share 5
[ "$(phase get-big)" = Running ] || fail "the download was over before the proxies were rolled: a smaller E2E_CPU"
before=$(told get-big bytes)
k rollout restart deployment/towpath-proxy > "$work/restart"
k rollout status deployment/towpath-proxy --timeout=180s > "$work/rollout"
say "rolled the proxies when $before of $((mib * 1024 * 1024)) bytes were there; now they are $(k get pods -l "$selector=proxy" --field-selector=status.phase=Running -o 'jsonpath={.items[*].metadata.name}')"
succeeded get-big 300
same get-big "$work/big"
say "the download is whole and verified; it said meanwhile:"
k logs get-big | grep '^{' | grep -v '"event":"progress"' | sed 's/^/        /'

# --- the server is killed
down=$SECONDS
k delete pod towpath-server-0 --grace-period=0 --force > "$work/kill" 2>&1
await 90 "a new server" k wait --for=condition=Ready pod/towpath-server-0 --timeout=5s
client get-again 1 get --json --retry 10 tow://towpath-proxy/small /copies/small
succeeded get-again 60
same get-again "$work/small"
say "killed the server's pod; it is back with its files, and a download went through, after $((SECONDS - down)) s"

# --- the server stays away for a while
ready() { k get pods -l "$selector=proxy" -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{" "}{end}'; }
all_ready() { ! ready | grep -q "$1"; }
k scale statefulset/towpath-server --replicas=0 > "$work/scale"
k delete pod towpath-server-0 --grace-period=0 --force > "$work/kill" 2>&1 || true
down=$SECONDS
await 60 "proxies that are not ready" all_ready True
say "without a server no proxy is ready, after $((SECONDS - down)) s; restarts: $(k get pods -l "$selector=proxy" -o 'jsonpath={.items[*].status.containerStatuses[0].restartCount}'); endpoints: $(k get endpoints towpath-proxy -o 'jsonpath={.subsets[*].addresses}' | wc -w)"
k scale statefulset/towpath-server --replicas=1 > "$work/scale"
up=$SECONDS
await 90 "proxies that are ready again" all_ready False
await 30 "a ping through the Service" "${towpath[@]}" ls "$outside/"
say "with the server back all proxies are ready, after $((SECONDS - up)) s"

# --- all of it away
kubectl delete -k "$overlay" --timeout=120s | sed 's/^/        /'
if kubectl get namespace "$namespace" > "$work/there" 2>&1; then fail "the namespace is still there"; fi
say "passed: everything is deleted"
