#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every real device of tests/devices, and the two built in, has its sound card
# on IMAGE and plays and records at every format, for each seed of SEEDS.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

passed=0
for device in uac1-headset uac2-dac "$root"/tests/devices/*.bin; do
	name=$(basename "$device" .bin)
	for seed in ${SEEDS:-1}; do
		sim run device-formats --image "$image" --device "$device" \
			--seed "$seed"
		formats=$(grep -o 'formats: .*' "$work/out.txt" | head -n 1)
		if [ "$code" -eq 0 ] && [ -n "$formats" ]; then
			ok "$image $name seed $seed: ${formats#formats: }"
			passed=$((passed + 1))
		else
			failed "$image $name seed $seed" \
				"$(grep -m 1 -o 'FOUND .*' "$work/out.txt") $(verdict)"
		fi
	done
done
echo "$passed passed, $failures failed"
finish
