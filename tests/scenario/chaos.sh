#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Random lives: whatever they find, they end by themselves, are no fault of the
# simulator, and replay to the same verdict. SEEDS names the lives.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

for seed in ${SEEDS:-1 2 3 4 5}; do
	name="$image chaos seed $seed"
	sim run chaos --image "$image" --seed "$seed" --option avoid=known -q \
		--schedule "$work/life.schedule"
	if [ "$code" -gt 1 ]; then
		failed "$name" "$(verdict)"
		continue
	fi
	first=$code
	sim replay "$work/life.schedule" -q
	if [ "$code" -eq "$first" ]; then
		ok "$name, replayed"
	else
		failed "$name" "replay: $(verdict)"
	fi
done
finish
