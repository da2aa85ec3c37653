#!/usr/bin/env bash
# soak.sh [MINUTES]: the whole stack on servers of its own, under load, with a fault every 150 s; the invariants at the end. Default: 60.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BATCHVISION_SOAK_MINUTES="${1:-60}"
dotnet build tests/BatchVision.EndToEnd.Tests -c Release -v q --nologo
exec dotnet tests/BatchVision.EndToEnd.Tests/bin/Release/net10.0/BatchVision.EndToEnd.Tests.dll -explicit only -class "*SoakTests" -showliveoutput
