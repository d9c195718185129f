#!/usr/bin/env bash
# Has a real Prometheus scrape a server and a proxy, and asks it all that the dashboard asks; then the server ends, and the alert for that
# has to be under way. Needs prometheus and curl, and target/towpath or target/towpath.jar; TOWPATH names another program.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=k8s/monitoring
if [ -n "${TOWPATH:-}" ]; then
  read -ra towpath <<< "$TOWPATH"
elif [ -x target/towpath ]; then
  towpath=(target/towpath)
else
  towpath=(java -XX:TieredStopAtLevel=1 -jar target/towpath.jar)
fi
work=$(mktemp -d)
started=()
say() { printf '== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2 && exit 1; }
tidy() {
  local status=$?
  [ "$status" -eq 0 ] || tail -n 5 "$work"/*.log >&2 || true
  [ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2> /dev/null || true
  wait
  rm -rf "$work"
}
trap tidy EXIT

base=$((21000 + RANDOM % 9000))
server=$base proxy=$((base + 1)) server_admin=$((base + 2)) proxy_admin=$((base + 3)) prometheus=$((base + 4))
await() {
  local what=$1
  shift
  for _ in $(seq 150); do
    if "$@" > "$work/await" 2>&1; then return; fi
    sleep 0.2
  done
  cat "$work/await" >&2
  fail "not in time: $what"
}
# The answer to a query, as JSON.
ask() { curl -sf --get "http://127.0.0.1:$prometheus/api/v1/query" --data-urlencode "query=$1"; }
holds() { ask "$1" | grep -q '"value":'; }

mkdir "$work/files"
"${towpath[@]}" server --root "$work/files" --host 127.0.0.1 --port $server --admin-port $server_admin > "$work/server.log" 2>&1 &
server_process=$!
started+=($!)
"${towpath[@]}" proxy --upstream 127.0.0.1:$server --host 127.0.0.1 --port $proxy --admin-port $proxy_admin > "$work/proxy.log" 2>&1 &
started+=($!)
sed '1,/^spec:/d; s/^  //' $here/alerts.yaml > "$work/rules.yaml"
cat > "$work/prometheus.yml" << END
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yaml]
scrape_configs:
  - job_name: towpath
    metrics_path: /q/metrics
    static_configs:
      - targets: ["127.0.0.1:$server_admin", "127.0.0.1:$proxy_admin"]
        labels: {namespace: towpath}
END
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" --web.listen-address="127.0.0.1:$prometheus" \
  > "$work/prometheus.log" 2>&1 &
started+=($!)

head -c 5000000 /dev/urandom > "$work/file"
await "the nodes" "${towpath[@]}" ping "tow://127.0.0.1:$proxy"
await "the server" "${towpath[@]}" ping "tow://127.0.0.1:$server"
"${towpath[@]}" -q put "$work/file" "tow://127.0.0.1:$proxy/file"
for copy in 1 2; do "${towpath[@]}" -q get "tow://127.0.0.1:$proxy/file" "$work/copy$copy"; done
await "two nodes that are scraped" holds 'sum(up{job="towpath"}) == 2'
await "the transfers to be counted" holds 'sum(towpath_transfers_total{verb="DOWNLOAD", result="complete"}) >= 4'
say "scraped: $(ask 'count(count by (__name__) ({__name__=~"towpath_.*"}))' | sed 's/.*,"\([0-9]*\)"\].*/\1/') series' names of towpath"
curl -sf "http://127.0.0.1:$proxy_admin/q/metrics" | grep '^towpath_' | grep -v _bucket | sed 's/^/   /'

say "every query of the dashboard"
sed -n 's/^ *"expr": "\(.*\)",\{0,1\}$/\1/p' $here/dashboard.json | sed 's/\\"/"/g; s/\$__rate_interval/30s/g; s/\$namespace/.*/g; s/\$job/.*/g' > "$work/queries"
[ "$(wc -l < "$work/queries")" -gt 15 ] || fail "the dashboard's queries are not found"
while read -r query; do
  ask "$query" > "$work/answer" || fail "prometheus does not understand: $query"
done < "$work/queries"
say "$(wc -l < "$work/queries") queries are understood"

kill "$server_process"
await "the upstream to be seen away" holds 'towpath_upstream_up == 0'
alerted() { curl -sf "http://127.0.0.1:$prometheus/api/v1/alerts" | grep -q TowpathUpstreamAway; }
await "the alert" alerted
say "without the server: $(curl -sf "http://127.0.0.1:$prometheus/api/v1/alerts" | grep -o '"alertname":"[^"]*"' | sort -u | paste -sd' ')"
say "passed"
