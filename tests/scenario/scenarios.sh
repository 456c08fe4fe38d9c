#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every scenario passes on IMAGE, for each seed of SEEDS.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

for scenario in $(scenarios); do
	for seed in ${SEEDS:-1 2 3 4 5}; do
		sim run "$scenario" --image "$image" --seed "$seed" -q
		if [ "$code" -eq 0 ]; then
			ok "$image $scenario seed $seed"
		else
			failed "$image $scenario seed $seed" "$(verdict)"
		fi
	done
done
finish
