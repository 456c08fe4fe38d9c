#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# RUNS random lives, and twice as many with avoid=known, find what
# drivers/known-findings.txt has, and nothing else: what is new is to be read,
# and written up or mended. Without that file lives of either kind fail, so it
# is no gate that is always open.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

known=$root/drivers/known-findings.txt
runs=${RUNS:-40}

lives() {	# BASELINE RUNS OPTION...
	local baseline=$1 count=$2

	shift 2
	LIMIT=600 sim explore chaos --image "$image" "$@" \
		--baseline "$baseline" --seed 1 --runs "$count" --jobs 2
}
news() { sed -n '/^FOUND/,/signature:/s/^ *signature: //p' "$work/out.txt"; }

tries() {	# NAME RUNS OPTION...
	local name=$1 count=$2

	shift 2
	lives "$known" "$count" "$@"
	if [ "$code" -eq 0 ] && grep -q "^explore: $count runs" "$work/out.txt" &&
	   grep -q '^known' "$work/out.txt"; then
		ok "$image $count $name, nothing new"
	elif [ "$code" -eq 1 ]; then
		while read -r signature; do
			failed "$image $name" "not in ${known##*/}: $signature"
		done < <(news)
	else
		failed "$image $name" "$(verdict)"
	fi
	lives "$work/nothing" 20 "$@"
	if [ "$code" -eq 1 ] && [ -n "$(news)" ] &&
	   [ -z "$(news | grep -vxF -f "$known")" ]; then
		ok "$image 20 $name, nothing known"
	else
		failed "$image $name, nothing known" "$(verdict)"
	fi
}

: >"$work/nothing"
tries lives "$runs"
tries "lives with avoid=known" "$((2 * runs))" --option avoid=known
finish
