#!/bin/sh
# publish.sh SERVICE [cpu|cuda]: builds services/BatchVision.SERVICE into /app. Run by the Dockerfile, from the root of the sources.
set -eu
project=services/BatchVision.$1
accelerator=${2:-cpu}

# The lock files are those of the cpu build. The cuda build differs in one package, whose version Directory.Packages.props pins.
case $accelerator in
  cpu) mode=--locked-mode ;;
  cuda) mode=--force-evaluate ;;
  *) echo "publish.sh: the second argument is cpu or cuda, not '$accelerator'" >&2; exit 2 ;;
esac
dotnet restore "$project" "$mode" -p:Accelerator="$accelerator"
dotnet publish "$project" -c Release -o /app --no-restore -p:Accelerator="$accelerator" -p:UseAppHost=false -p:PublishDocumentationFiles=false

# A portable build carries the native libraries of every system.
if [ -d /app/runtimes ]; then
  find /app/runtimes -mindepth 1 -maxdepth 1 ! -name unix ! -name linux ! -name linux-x64 ! -name linux-arm64 -exec rm -r {} +
fi
