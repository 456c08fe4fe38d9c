#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# RUNS random lives find what drivers/known-findings.txt has, and nothing else:
# what is new is to be read, and written up or mended. Without that file the
# same lives fail, so it is no gate that is always open.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

known=$root/drivers/known-findings.txt
runs=${RUNS:-80}

lives() {	# BASELINE RUNS
	LIMIT=600 sim explore chaos --image "$image" --option avoid=known \
		--baseline "$1" --seed 1 --runs "$2" --jobs 2
}
news() { sed -n '/^FOUND/,/signature:/s/^ *signature: //p' "$work/out.txt"; }

lives "$known" "$runs"
if [ "$code" -eq 0 ] && grep -q "^explore: $runs runs" "$work/out.txt" &&
   grep -q '^known' "$work/out.txt"; then
	ok "$image $runs lives, nothing new"
elif [ "$code" -eq 1 ]; then
	while read -r signature; do
		failed "$image chaos" "not in ${known##*/}: $signature"
	done < <(news)
else
	failed "$image chaos" "$(verdict)"
fi

: >"$work/nothing"
lives "$work/nothing" 20
if [ "$code" -eq 1 ] && [ -n "$(news)" ] &&
   [ -z "$(news | grep -vxF -f "$known")" ]; then
	ok "$image the same lives, nothing known"
else
	failed "$image nothing known" "$(verdict)"
fi
finish
