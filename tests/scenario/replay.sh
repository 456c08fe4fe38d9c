#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A saved schedule replays to the same hash; one that is cut, altered or of
# another image does not run, or stops at the first difference.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

schedule=$work/schedule
sim run offload-lifecycle --image "$image" --seed 7 -q \
	--schedule "$schedule" --json="$work/run.json"
first=$(hash_of "$work/run.json")
sim replay "$schedule" -q --json="$work/replay.json"
second=$(hash_of "$work/replay.json")
if [ -n "$first" ] && [ "$first" = "$second" ]; then
	ok "$image strict replay"
else
	failed "$image strict replay" "hash '$first', then '$second': $(verdict)"
fi

expect() {	# NAME CODE FILE [OPTION...]
	sim replay -q "${@:3}"
	if [ "$code" -ne "$2" ]; then
		failed "$1" "exit $code instead of $2: $(verdict)"
	elif [ "$(wc -l <"$work/err.txt")" -gt 1 ]; then
		failed "$1" "more than one line: $(head -n 2 "$work/err.txt")"
	else
		ok "$1"
	fi
}

head -c 100 "$schedule" >"$work/cut"
expect 'schedule cut after 100 bytes' 2 "$work/cut"
head -c $(($(stat -c %s "$schedule") - 20)) "$schedule" >"$work/short"
expect 'schedule that lacks its end' 2 "$work/short"
: >"$work/empty"
expect 'empty schedule' 2 "$work/empty"
head -c 4096 /dev/zero >"$work/zeros"
expect 'schedule of zeros' 2 "$work/zeros"
expect 'schedule that is not there' 2 "$work/none"
expect 'schedule that is a folder' 2 "$work"
# Kept with the pages of their findings. Those that name turns and answers only
# do not depend on how the code is compiled; the others are tried by hand, and so
# are livelocks: a replay has to see that nothing ends it, which takes 13 s. What
# only one kernel does wrong has a line `kernel`, with its version.
kernel=$("$simctl" list images | awk -v i="$image" '$1 == i { print $3 }')
case $image in *check)
	for kept in "$root"/docs/findings/*.schedule; do
		! grep -qP '^((pick|time)\t|finding livelock)' "$kept" || continue
		only=$(sed -n 's/^kernel //p' "$kept")
		[[ $kernel == "$only"* ]] || continue
		races=()
		! grep -q '^finding data-race' "$kept" || races=(--races)
		expect "$image $(basename "$kept") shows its finding" 1 "$kept" \
			--image "$image" "${races[@]}"
	done
	# Whoever writes lines by hand is told which questions there are.
	kept=$root/docs/findings/interrupt-against-suspend.schedule
	asked=$(sed -n 's/^number\t\(swapper.*\)\t\(one lingers in n\)\t\(.*\)\t1$/number \1 "\2" \3: 1 of 0 to 1,/p' "$kept")
	sim replay -v "$kept" --image "$image"
	if [ -n "$asked" ] && grep -qF " question $asked" "$work/out.txt" &&
	   grep -q ' question .*: 0 of 0 to [1-9]' "$work/out.txt"; then
		ok "$image questions of a schedule"
	else
		failed "$image questions of a schedule" "$(verdict)"
	fi
	sed 's/^finding .*/finding leak: of nothing/; s/^checksum .*/checksum none/' \
		"$root/docs/findings/card-bound-again.schedule" >"$work/other"
	sim replay -q "$work/other" --image "$image"
	if [ "$code" -eq 3 ] && grep -q 'does not show' "$work/err.txt"; then
		ok "$image schedule that names what it does not show"
	else
		failed "$image schedule that names what it does not show" \
			"$(verdict)"
	fi
esac
finish
