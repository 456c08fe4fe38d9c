#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every real device of tests/devices enumerates, plays and records on IMAGE.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

for device in "$root"/tests/devices/*.bin; do
	name=$(basename "$device" .bin)
	for scenario in boot host-playback host-capture; do
		sim run "$scenario" --image "$image" --device "$device" -q
		if [ "$code" -eq 0 ]; then
			ok "$image $scenario $name"
		else
			failed "$image $scenario $name" "$(verdict)"
		fi
	done
done
finish
