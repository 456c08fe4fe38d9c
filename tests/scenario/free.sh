#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# free.sh: the free-running machine boots, enumerates and lets go. IMAGE is one
# of flavour free. What threads do when differs each time, so only stories that
# the speed of the machine cannot upset are run.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

simfree=$(dirname "$simctl")/simfree
path=${XDG_CACHE_HOME:-$HOME/.cache}/libsim/images/$image/image.so

for story in boot replug ring-both; do
	code=0
	timeout 120 "$simfree" "$story" --image "$path" >"$work/out.txt" 2>&1 ||
		code=$?
	if [ "$code" -eq 0 ]; then
		ok "free $story"
	else
		failed "free $story" "exit $code, $(tail -n 2 "$work/out.txt" |
			paste -sd' ')"
	fi
done
"$simfree" no-such-story --image "$path" >"$work/out.txt" 2>&1
[ $? -eq 2 ] && ok "free: unknown story" ||
	failed "free: unknown story" "$(cat "$work/out.txt")"
finish
