#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's own unit tests pass on IMAGE, and its kunit.py reads the KTAP.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

# All suites by round robin: under random schedules the tree's own
# pm_runtime_error_test may fail, see docs/findings/runtime-pm-barrier.md. Those
# of this repository pass under any.
sim kunit --image "$image" --strategy round-robin
cp "$work/out.txt" "$work/kunit.ktap"
if [ "$code" -ne 0 ]; then
	failed "$image kunit" "$(grep -E '^ {4,}not ok' "$work/kunit.ktap" |
		head -n 5 | paste -sd';') $(verdict)"
else
	ok "$image kunit"
fi

for strategy in random pos pct:3; do
	for seed in ${KUNIT_SEEDS:-1 2 3 4 5}; do
		sim kunit 'sim_*' --image "$image" --strategy "$strategy" \
			--seed "$seed"
		[ "$code" -eq 0 ] || failed "$image kunit sim_* $strategy $seed" \
			"$(grep -E '^ {4,}not ok' "$work/out.txt" | head -n 5 |
				paste -sd';') $(verdict)"
	done
	ok "$image kunit sim_* $strategy"
done

# A test that fails under some schedules is a finding of `explore`, and of the
# replay: docs/findings/runtime-pm-barrier.md.
sim explore kunit --option 'suites=pm_*' --image "$image" --runs 100 -q
signature=$(sed -n '/^FOUND/,/signature:/s/^ *signature: //p' "$work/out.txt")
schedule=$(sed -n 's/^ .* replay \(.*schedule\).*/\1/p' "$work/out.txt" | sed -n 1p)
[ "$code" -eq 1 ] && sim replay "$schedule" -q --image "$image"
if [ "$code" -eq 1 ] && [ "$signature" = 'invariant: the unit test pm_runtime_error_test of pm_runtime_test_cases failed' ] &&
   grep -q 'pm_runtime_error_test' "$work/out.txt"; then
	ok "$image explore kunit"
else
	failed "$image explore kunit" "$signature: $(verdict)"
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/libsim
parser=$(find "$cache/images/$image/tree/" "$cache"/kernel/*/ -maxdepth 4 \
	-path '*/tools/testing/kunit/kunit.py' 2>/dev/null | sed -n 1p)
if [ -z "$parser" ]; then
	failed "$image kunit.py" 'no cached tree has it'
elif timeout 60 python3 "$parser" parse "$work/kunit.ktap" \
		>"$work/parsed.txt" 2>&1 &&
     grep -qE 'Ran [0-9]+ tests: passed: [1-9]' "$work/parsed.txt"; then
	ok "$image kunit.py parse: $(sed -n 's/.*Ran \([0-9]* tests.*\)/\1/p' "$work/parsed.txt")"
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
