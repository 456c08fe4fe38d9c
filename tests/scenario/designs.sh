#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The designs before today's and a mutant for each kind of finding are found,
# in the first seeds. `scripts/designs` tries all of them.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

names=${NAMES:-D0 D1 D2 D3 count-not-put lock-not-taken sleep-under-spinlock used-after-free}
tree=$(readlink "${XDG_CACHE_HOME:-$HOME/.cache}/libsim/images/$image/tree")
for name in $names; do
	least=''
	[ "$name" != D1 ] || least=--least
	# shellcheck disable=SC2086 # no word or one
	if SIMCTL=$simctl "$root/scripts/designs" --base "$image" $least \
			--kernel "$tree" --seeds 1 --strategies portfolio \
			--in stories --limit 30 --tsv "$work/tsv" "$name" \
			>"$work/table" 2>&1
	then
		ok "$image $name is found"
	else
		failed "$image $name is found" "$(grep -v '^$' "$work/table" | tail -n 2 | paste -sd' ')"
	fi
done

# One that needs all of it: a device of two functions, a DSP that asks again in
# a disconnect, and a hold-up between two critical sections.
if SIMCTL=$simctl "$root/scripts/designs" --base "$image" --kernel "$tree" \
		--seeds 1 --in chaos --limit 60 fixed-5e9571750c4e \
		>"$work/table" 2>&1
then
	ok "$image fixed-5e9571750c4e is found in random lives"
else
	failed "$image fixed-5e9571750c4e is found in random lives" \
		"$(grep -v '^$' "$work/table" | tail -n 2 | paste -sd' ')"
fi

# What is there is not measured again: nothing is called.
if SIMCTL=/bin/false "$root/scripts/designs" --base "$image" --kernel "$tree" \
		--seeds 1 --strategies portfolio --in stories \
		--tsv "$work/tsv" $names >"$work/again" 2>&1 &&
		[ "$("$root/scripts/designs-table" "$work/tsv" |
			grep -c ' 1/1 ')" -eq "$(($(wc -l <"$work/tsv") - 1))" ]
then
	ok 'what was measured is kept'
else
	failed 'what was measured is kept' "$(tail -n 2 "$work/again")"
fi

# Deadlocks are minimised as well, though their words name other tasks.
if awk -F'\t' '$1 == "D1" && $9 !~ /^[0-9]+$/ { exit 1 }' "$work/tsv"; then
	ok 'least preemptions of D1'
else
	failed 'least preemptions of D1' "$(cut -f1-3,9 "$work/tsv" | grep D1)"
fi

# A place that is not there is told, and nothing is half changed.
printf 'one\ntwo\n' >"$work/file"
if (cd "$work" && . "$root/drivers/designs/edit.sh" && in_file file &&
    drop three) 2>"$work/err.txt"; then
	failed 'a transformation that does not fit' 'it passes'
elif ! grep -q 'file: no place for: drop three' "$work/err.txt" ||
		[ "$(wc -l <"$work/file")" -ne 2 ]; then
	failed 'a transformation that does not fit' "$(cat "$work/err.txt")"
else
	ok 'a transformation that does not fit is told'
fi
if "$root/scripts/designs" no-such-design >"$work/out.txt" 2>&1; then
	failed 'an unknown design' 'it passes'
elif [ $? -ne 2 ]; then
	failed 'an unknown design' "$(cat "$work/out.txt")"
else
	ok 'an unknown design is refused'
fi
finish
