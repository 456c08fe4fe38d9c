#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every scenario passes on IMAGE, for each seed of SEEDS; those of
# known-findings.tsv find what is written there, and nothing else.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

# Words of the finding that the unpatched kernel is known for, or nothing.
known() {	# SCENARIO
	awk -F'\t' -v s="$1" '$1 == s { print $2 }' "$root/tests/known-findings.tsv"
}

# One finding, and that one?
is_known() {	# WORDS
	[ "$code" -eq 1 ] && grep -q ': 1 finding,' "$work/out.txt" &&
		grep -qF -- "$1" "$work/out.txt"
}

for scenario in $(scenarios); do
	words=$(known "$scenario")
	for seed in ${SEEDS:-1 2 3 4 5}; do
		sim run "$scenario" --image "$image" --seed "$seed" -q
		if [ -z "$words" ] && [ "$code" -eq 0 ]; then
			ok "$image $scenario seed $seed"
		elif [ -n "$words" ] && is_known "$words"; then
			ok "$image $scenario seed $seed: the known finding"
		elif [ -n "$words" ] && [ "$code" -eq 0 ]; then
			failed "$image $scenario seed $seed" \
				"the known finding is gone: mend tests/known-findings.tsv"
		else
			failed "$image $scenario seed $seed" "$(verdict)"
		fi
	done
done
finish
