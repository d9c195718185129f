#!/usr/bin/env bash
# Builds the image and shows that it works: a base made of Debian's packages, the image on it, then a server, a proxy and clients in
# containers of their own, with a read-only root, no capability, a numeric user and little memory.
#   check.sh [native|jvm] [--keep ARCHIVE.tar]      native where target/towpath is there, else jvm
# --keep leaves the image as an OCI archive. Needs podman, as root or not, and what debian-base.sh needs; no registry.
# BASE names a base image to use instead. PODMAN names another command than podman.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

kind=""
archive=""
while [ $# -gt 0 ]; do
  case $1 in
    native | jvm) kind=$1 ;;
    --keep) archive=$(readlink -m "$2") && shift ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
  esac
  shift
done
if [ -z "$kind" ]; then
  if [ -x target/towpath ]; then kind=native; else kind=jvm; fi
fi
case $kind in
  native) file=Containerfile needs=target/towpath ;;
  jvm) file=Containerfile.jvm needs=target/towpath.jar ;;
esac
[ -f "$needs" ] || { echo "there is no $needs: build it first" >&2 && exit 1; }

read -ra podman <<< "${PODMAN:-podman}"
limits=()
if [ ! -d /run/systemd/system ]; then
  # A machine within a machine: no systemd to ask, perhaps cgroups that only runc knows, perhaps fewer files than podman would allow.
  podman+=(--cgroup-manager=cgroupfs --events-backend=file)
  if command -v runc > /dev/null; then podman+=(--runtime=runc); fi
  limits=(--ulimit "nofile=$(ulimit -Hn):$(ulimit -Hn)" --ulimit nproc=32768:32768)
fi
name=towpath-check-$$
image=localhost/towpath:$kind
memory=256m
work=$(mktemp -d)

say() { printf '== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2 && exit 1; }

tidy() {
  local status=$?
  if [ "$status" -ne 0 ]; then
    for role in server proxy; do "${podman[@]}" logs "$name-$role" 2>&1 | sed "s/^/  $role: /" >&2 || true; done
  fi
  "${podman[@]}" rm -f -t 0 "$name-server" "$name-proxy" > "$work/tidy" 2>&1 || true
  "${podman[@]}" network rm -f "$name" > "$work/tidy" 2>&1 || true
  rm -rf "$work"
}
trap tidy EXIT

# What every container here is run with.
confined=(--read-only --read-only-tmpfs=false --cap-drop=all --security-opt=no-new-privileges --memory="$memory" --network="$name"
  --log-driver=k8s-file)
confined+=(${limits[@]+"${limits[@]}"})

# A node: its role, then flags of podman.
node() {
  local role=$1
  shift
  "${podman[@]}" run -d --name "$name-$role" "${confined[@]}" -e QUARKUS_PROFILE="$role" "$@" "$image" > "$work/id" 2> "$work/err" \
    || { cat "$work/err" >&2 && return 1; }
}

# A client verb; -v flags of podman come first, up to --.
client() {
  local flags=()
  while [ "$1" != -- ]; do flags+=("$1") && shift; done
  shift
  "${podman[@]}" run --rm --no-healthcheck "${confined[@]}" ${flags[@]+"${flags[@]}"} "$image" "$@" 2>&1
}

# Runs the health check that is part of the image, until it passes.
healthy() {
  for _ in $(seq 50); do
    if "${podman[@]}" healthcheck run "$name-$1" > "$work/health" 2>&1; then return; fi
    sleep 0.2
  done
  cat "$work/health" >&2
  fail "the health check of the $1 does not pass"
}

if [ -z "${BASE:-}" ]; then
  BASE=localhost/towpath-base:$kind
  say "a base out of Debian's packages: $BASE"
  "$here/debian-base.sh" "$kind" "$work/base.tar" 2> "$work/packages"
  sed -n 's/^Get:[0-9]* [^ ]* \([^ ]*\) [^ ]* \([^ ]*\) [^ ]* \([^ ]*\) .*/  \2 \3 (\1)/p' "$work/packages"
  "${podman[@]}" import -q "$work/base.tar" "$BASE" > "$work/id"
fi

say "the image: podman build -f $file -t $image"
"${podman[@]}" build -q --format docker --network=none --build-arg "BASE=$BASE" -f "$file" -t "$image" . > "$work/id"
"${podman[@]}" image inspect "$image" --format '  {{.Size}} bytes, user {{.Config.User}}, {{.Config.Env}}
  entry point {{.Config.Entrypoint}}'

say "a server, a proxy; read-only root, no capabilities, $memory"
mkdir "$work/data" "$work/copies"
head -c 50000000 /dev/urandom > "$work/data/big"
echo "a name beyond ASCII" > "$work/data/ü.txt"
chmod -R go+rX "$work" && chmod 0777 "$work/copies" "$work/data"
"${podman[@]}" network create "$name" > "$work/id"
node server -e TOWPATH_SERVER_ROOT=/data -v "$work/data:/data" 2>&1
node proxy -e TOWPATH_PROXY_UPSTREAM="$name-server:9001" -e TOWPATH_LIMITS_CONNECT_TIMEOUT=2s
healthy server
healthy proxy
say "the health checks pass, as user $("${podman[@]}" top "$name-server" huser | tail -1)"

say "towpath ls, get and put, through the proxy"
client -- ls "tow://$name-proxy/" | tee "$work/ls"
grep -qx 'ü.txt' "$work/ls" || fail "the listing lacks ü.txt"
client -v "$work/copies:/copies" -- get "tow://$name-proxy/big" /copies/big
cmp "$work/data/big" "$work/copies/big" || fail "the copy is another file"
client -v "$work/copies:/copies" -- get "tow://$name-proxy/ü.txt" /copies/
cmp "$work/data/ü.txt" "$work/copies/ü.txt" || fail "the copy of ü.txt is another file"
client -v "$work/copies:/copies" -- put /copies/big "tow://$name-proxy/again"
cmp "$work/data/big" "$work/data/again" || fail "what was stored is another file"

say "memory in use, of $memory"
"${podman[@]}" stats --no-stream --format '  {{.Name}} {{.MemUsage}}' "$name-server" "$name-proxy"

say "a node that is not there fails the check"
"${podman[@]}" kill "$name-server" > "$work/id"
if client -- get "tow://$name-proxy/big" - > "$work/gone" 2>&1; then fail "a get without a server passed"; fi
tail -1 "$work/gone"

say "SIGTERM drains and ends with 0"
"${podman[@]}" stop -t 20 "$name-proxy" > "$work/id" 2> "$work/err"
code=$("${podman[@]}" inspect "$name-proxy" --format '{{.State.ExitCode}}')
[ "$code" = 0 ] || fail "the proxy ended with $code"

if [ -n "$archive" ]; then
  "${podman[@]}" save -q --format oci-archive -o "$archive" "$image"
  say "$image is in $archive"
fi
say "passed: $image"
