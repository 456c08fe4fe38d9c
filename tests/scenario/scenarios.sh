#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every scenario passes on IMAGE, for each seed of SEEDS; those of
# known-findings.tsv find what is written there, and nothing else.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

flavour=$("$simctl" list images | awk -v i="$image" '$1 == i { print $4 }')

# Words of the findings that the unpatched kernel is known for, a line each.
known() {	# SCENARIO
	awk -F'\t' -v s="$1" -v f="${flavour:-check}" \
		'$1 == s && ($4 == "" || $4 == f) { print $2 }' \
		"$root/tests/known-findings.tsv"
}

# Each of them, and no others? Of words apart by `|`, one; words after a `?`
# need not be found.
is_known() {	# WORDS, a line each
	local word

	[ "$code" -eq 1 ] || return 1
	sed -n 's/^  \([a-z-]*: .*\)/\1/p' "$work/out.txt" >"$work/found.txt"
	while IFS= read -r word; do
		[ "${word#\?}" != "$word" ] ||
			grep -qF -- "${word//|/$'\n'}" "$work/found.txt" ||
			return 1
	done <<<"$1"
	sed 's/^?//' <<<"$1" | tr '|' '\n' >"$work/words.txt"
	! grep -qvFf "$work/words.txt" "$work/found.txt"
}

for scenario in $(scenarios); do
	# Finding things is its purpose: chaos.sh looks at it.
	[ "$scenario" != chaos ] || continue
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
