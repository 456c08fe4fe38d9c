#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# docs/checkers.md is true: every kind of finding has a case and a twin there,
# and each name is a KUnit case that passes on IMAGE, a unit test or a mutant.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

page=${PAGE:-$root/docs/checkers.md}
sim kunit 'sim_*' --image "$image" --strategy round-robin
sed -nE 's/^ {4}ok [0-9]+ ([A-Za-z_0-9]+)$/\1/p' "$work/out.txt" >"$work/passed"
if [ ! -s "$work/passed" ]; then
	failed "$image checkers" "no case passed: $(verdict)"
	finish
fi

# KIND | WHAT | CASES | TWINS, with names in backticks
sed -nE 's/^\| ([a-z-]+) \| .* \| (`.*`) \| (`.*`) \|$/\1|\2|\3/p' "$page" |
	tr -d '`' >"$work/rows"
[ "$(grep -c '^|' "$page")" -eq $(($(wc -l <"$work/rows") + 2)) ] ||
	failed "$image checkers" 'docs/checkers.md has a row that is no kind, case and twin'
kinds=$(sed -n '/kind_names\[SIM_KIND_COUNT\] = {/,/^};/p' \
	"$root/libsim/sched/finding.c" | grep -oE '"[a-z-]+"' | tr -d '"')
[ -n "$kinds" ] || failed 'kinds of findings' 'libsim/sched/finding.c has no list'
for kind in $kinds; do
	grep -q "^$kind|" "$work/rows" ||
		failed "$image checkers" "'$kind' has no case and twin in docs/checkers.md"
done

is_there() {	# NAME
	case $1 in
	unit:*) grep -qrE "^START_TEST\(${1#unit:}\)" "$root/tests/unit" ;;
	mutant:*) [ -e "$root/drivers/mutants/${1#mutant:}" ] ;;
	tree) return 0 ;;
	*) grep -qx "$1" "$work/passed" ;;
	esac
}

while IFS='|' read -r kind cases twins; do
	for name in $cases $twins; do
		is_there "$name" || failed "$image checkers" \
			"$kind: docs/checkers.md names $name, which is no case that passed"
	done
	case $kind in
	'') ;;
	*) grep -qx "$kind" <<<"$kinds" ||
		failed "$image checkers" "'$kind' in docs/checkers.md is no kind of finding" ;;
	esac
done <"$work/rows"
[ "$failures" -gt 0 ] ||
	ok "$image checkers: $(wc -l <"$work/rows") rows, $(wc -l <"$work/passed") cases"
finish
