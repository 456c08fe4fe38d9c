#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's own unit tests pass on IMAGE, and its kunit.py reads the KTAP.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

sim kunit --image "$image"
cp "$work/out.txt" "$work/kunit.ktap"
passed=$(grep -cE '^ {4,}ok ' "$work/kunit.ktap")
if [ "$code" -ne 0 ] || [ "$passed" -eq 0 ]; then
	failed "$image kunit" "$(grep -E '^ {4,}not ok' "$work/kunit.ktap" |
		head -n 5 | paste -sd';') $(verdict)"
else
	ok "$image kunit: $passed cases"
fi

parser=$(find "${XDG_CACHE_HOME:-$HOME/.cache}/libsim/kernel" -maxdepth 5 \
	-path '*/tools/testing/kunit/kunit.py' 2>/dev/null | sort -V | tail -n 1)
if [ -z "$parser" ]; then
	failed "$image kunit.py" 'no cached tree has it'
elif timeout 60 python3 "$parser" parse "$work/kunit.ktap" \
		>"$work/parsed.txt" 2>&1 &&
     grep -q "passed: $passed" "$work/parsed.txt"; then
	ok "$image kunit.py parse"
else
	failed "$image kunit.py parse" "$(tail -n 2 "$work/parsed.txt" | paste -sd' ')"
fi

sim run boot --image "$image" --ktap
cp "$work/out.txt" "$work/run.ktap"
if timeout 60 python3 "$parser" parse "$work/run.ktap" >"$work/parsed.txt" 2>&1
then
	ok "$image run --ktap"
else
	failed "$image run --ktap" "$(tail -n 2 "$work/parsed.txt" | paste -sd' ')"
fi
finish
