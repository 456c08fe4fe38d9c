#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# stress.sh: the stack on threads under ThreadSanitizer boots, enumerates and
# lets go. IMAGE is one of flavour stress. What threads do differs each time, so
# a report of a race (exit 66) is no failure: docs/free-running.md has those
# that were seen.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

simstress=$(dirname "$simctl")/simstress
path=${XDG_CACHE_HOME:-$HOME/.cache}/libsim/images/$image/image.so

for hook in __tsan_read4 __tsan_write4; do
	grep -q "$hook" "$path" || failed "$image" "the kernel's code does not call $hook()"
done
for story in boot replug; do
	code=0
	timeout 120 "$simstress" "$story" --image "$path" >"$work/out.txt" \
		2>&1 || code=$?
	if { [ "$code" -eq 0 ] || { [ "$code" -eq 66 ] &&
	     grep -q 'WARNING: ThreadSanitizer: data race' "$work/out.txt"; }; } &&
	   grep -q 'the headset is plugged into port' "$work/out.txt"; then
		ok "stress $story"
	else
		failed "stress $story" "exit $code, $(tail -n 2 "$work/out.txt" |
			paste -sd' ')"
	fi
done
finish
