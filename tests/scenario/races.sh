#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Looking for data races changes nothing else, and finds what is known alone:
# the signatures of tests/known-races.txt.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

strange() {	# signatures of the last run's races that nobody knows, a line each
	sed -n 's/^  data-race: BUG: KCSAN: .*race in /data-race: /p' \
		"$work/out.txt" |
		grep -vxF -f <(grep -v '^#' "$root/tests/known-races.txt")
}

verdict_hash() { sed -n '1s/.*hash \([0-9a-f]*\)$/\1/p' "$work/out.txt"; }

for scenario in ${SCENARIOS:-boot host-playback module-unbind system-suspend}; do
	for seed in ${SEEDS:-1 2 3}; do
		name="$image $scenario seed $seed"
		sim run "$scenario" --image "$image" --seed "$seed" -q
		plain=$(verdict_hash)
		sim run "$scenario" --image "$image" --seed "$seed" -q --races
		if [ -z "$plain" ] || [ "$(verdict_hash)" != "$plain" ]; then
			failed "$name" "another run with --races: $(verdict)"
		elif [ -n "$(strange)" ]; then
			failed "$name" "$(strange | paste -sd' ')"
		else
			ok "$name: known races, if any"
		fi
	done
done

# A schedule from a run without it shows the same races.
sim run boot --image "$image" --seed 1 -q --schedule "$work/schedule"
sim replay "$work/schedule" -q --races
if grep -q 'data-race: ' "$work/out.txt"; then
	ok "$image replay with --races finds them"
else
	failed "$image replay with --races" "$(verdict)"
fi
finish
