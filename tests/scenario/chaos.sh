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

# Options fix what the seed would choose, and the result says what came out.
life() {	# WORDS OPTION...
	local words=$1 options=()
	shift
	for option; do options+=(--option "$option"); done
	sim run chaos --image "$image" --seed 1 "${options[@]}"
	if [ "$code" -le 1 ] && grep -E '^  life ' "$work/out.txt" |
			grep -qF "$words"; then
		ok "$image chaos $*"
	else
		failed "$image chaos $*" "$(verdict)"
	fi
}
life '1 controller, 1 device, faults for 20 ms; user:' \
	controllers=1 devices=1 length_ms=20 only=user
life '2 controllers, 2 devices: the second one is uac1-microphone' \
	controllers=2 devices=2 second=uac1-microphone length_ms=20 avoid=known
life 'faults for 20 ms' length_ms=20 avoid=known linger=2

# A parameter of the kernel acts, is recorded, and replays.
name="$image boot with a kernel parameter"
sim run boot --image "$image" --json="$work/plain.json"
sim run boot --image "$image" --parameter sim.alloc_fail_nth=900 \
	--json="$work/fails.json" --schedule "$work/fails.schedule"
first=$code
sim replay "$work/fails.schedule" -q
if [ "$first" -gt 1 ] || [ "$code" -ne "$first" ]; then
	failed "$name" "exit $first, replayed: $(verdict)"
elif [ "$(hash_of "$work/plain.json")" = "$(hash_of "$work/fails.json")" ]; then
	failed "$name" 'it changed nothing'
else
	ok "$name"
fi
finish
