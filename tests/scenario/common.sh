# SPDX-License-Identifier: GPL-2.0-only
#
# common.sh: what the tests of this folder share. To be sourced. Each test
# prints one line a case, `ok NAME` or `FAILED NAME: why`, and exits 1 when one
# failed. SIMCTL and IMAGE name what is tested.
# shellcheck shell=bash disable=SC2034
set -uo pipefail
export LC_ALL=C NO_COLOR=1

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
simctl=${SIMCTL:-$root/build/simctl}
image=${IMAGE:-check}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SIM_OUT=$work/out
failures=0

ok() { printf 'ok %s\n' "$*"; }
failed() {	# NAME WHY
	printf 'FAILED %s: %s\n' "$1" "$2"
	failures=$((failures + 1))
}
finish() { [ "$failures" -eq 0 ]; exit; }

# Runs simctl; its exit code in $code, its output in $work/{out,err}.txt.
sim() {
	code=0
	timeout "${LIMIT:-120}" "$simctl" "$@" >"$work/out.txt" \
		2>"$work/err.txt" </dev/null || code=$?
}

# What to say of a run that failed: its verdict and first finding.
verdict() {
	printf 'exit %s, %s' "$code" "$(grep -hvE '^$' "$work/out.txt" \
		"$work/err.txt" | tail -n 3 | cut -c1-300 | paste -sd' ')"
}

hash_of() {	# JSON-FILE
	sed -n 's/^ *"hash": *"\([0-9a-f]*\)".*/\1/p' "$1" 2>/dev/null
}

scenarios() {
	"$simctl" list scenarios | awk '{ print $1 }'
}
