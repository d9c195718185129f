#!/usr/bin/env bash
# Checks the alerts: their grammar, and that each rings when it should. Needs promtool (Debian: prometheus).
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The rule file is what the PrometheusRule holds.
sed '1,/^spec:/d; s/^  //' alerts.yaml > "$work/rules.yaml"
cp alerts-test.yaml "$work"
promtool check rules --lint-fatal "$work/rules.yaml"
promtool test rules "$work/alerts-test.yaml"
