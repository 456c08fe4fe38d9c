#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# RUNS seeds of SCENARIO give equal hashes in two processes that differ in
# address-space layout, environment, stack limit and folder. RUNS runs of
# several scenarios give equal hashes from kept boots, after different earlier
# runs of the same process, and booted anew; and one of them alone. What explore
# prints to make the first run of a finding again is that run.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

scenario=${SCENARIO:-offload-lifecycle}
runs=${RUNS:-50}
cd "$work" || exit 1
mkdir -p elsewhere

# Findings are not in the hash.
titles_of() { grep -E '^ *"(title|signature)": ' "$1"; }

padding=$(head -c 20000 /dev/zero | tr '\0' 'x')
equal=0
for seed in $(seq "${FIRST:-1}" $((${FIRST:-1} + runs - 1))); do
	setarch -R "$simctl" run "$scenario" --image "$image" --seed "$seed" \
		-q --json=one.json >/dev/null 2>one.txt
	(cd elsewhere && ulimit -s 16384 &&
	 env PADDING="$padding" TZ=Asia/Tokyo "$simctl" run "$scenario" \
		--image "$image" --seed "$seed" -q --json=../two.json \
		>/dev/null 2>../two.txt)
	first=$(hash_of one.json) second=$(hash_of two.json)
	if [ -z "$first" ]; then
		failed "$image $scenario seed $seed" \
			"no hash: $(head -n 1 one.txt)"
	elif [ "$first" != "$second" ]; then
		failed "$image $scenario seed $seed twice" \
			"hashes differ: $first, then ${second:-none}"
	elif [ "$(titles_of one.json)" != "$(titles_of two.json)" ]; then
		failed "$image $scenario seed $seed twice" 'findings differ'
	else
		equal=$((equal + 1))
	fi
	rm -f one.json two.json
done
[ "$equal" -lt "$runs" ] ||
	ok "$image $scenario: $runs seeds twice, equal hashes"

# SCENARIO WORDS...: the hash of RUNS runs from seed 1 on
explored() {
	"$simctl" explore "$@" --image "$image" --runs "$runs" --json=all.json \
		>/dev/null 2>all.txt
	hash_of all.json
}
for words in "$scenario" "chaos --strategy random" "chaos replug $scenario"; do
	# shellcheck disable=SC2086
	fresh=$(explored $words --fresh)
	# shellcheck disable=SC2086
	one=$(explored $words --jobs 1) many=$(explored $words --jobs 3)
	if [ -n "$fresh" ] && [ "$fresh" = "$one" ] && [ "$fresh" = "$many" ]
	then
		ok "$image $words: $runs runs as from fresh processes"
	else
		failed "$image $words from kept boots" \
			"fresh ${fresh:-none}, one job ${one:-none}, three ${many:-none}"
	fi
done

# The command in column 2 ends with the hash in the schedule of column 1.
again() {	# STRATEGY
	local schedule command
	IFS=$'\t' read -r schedule command <"$work/$1.tsv" || return 1
	# shellcheck disable=SC2086
	$command -q --json=again.json >/dev/null 2>again.txt
	[[ $command == *' --learn '* ]] &&
		grep -aqx "hash $(hash_of again.json)" "$schedule"
}
for strategy in surw pct:3; do
	"$simctl" explore chaos --image "$image" --strategy "$strategy" \
		--runs 8 --json=all.json >/dev/null 2>all.txt
	python3 -c 'import json, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    if f["schedule"] and "--learn" in f["run"]:
        print(f["schedule"], f["run"], sep="\t")' all.json | tail -n 1 \
		>"$work/$strategy.tsv"
	if again "$strategy"; then
		ok "$image $strategy: a finding's first run again"
	else
		failed "$image $strategy: a finding's first run again" \
			"$(cat "$work/$strategy.tsv") gives $(hash_of again.json)"
	fi
done
finish
