#!/bin/sh
# rules.sh: writes rules.yaml from infra/prometheus/batchvision.rules.yml. Run it after a change there; a test tells when it was forgotten.
# kustomize cannot take a file as a part of an object, and the file itself is what Prometheus and promtool read.
set -eu
cd "$(dirname "$0")"
{
  cat <<'HEAD'
# Made by rules.sh from infra/prometheus/batchvision.rules.yml: change it there.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: batchvision, namespace: batchvision}
spec:
HEAD
  sed -n '/^groups:/,$ s/^\(.\)/  \1/p; /^$/p' ../../../infra/prometheus/batchvision.rules.yml
} >rules.yaml
