#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A finding's schedule is minimised: few decisions, the same finding, the same
# hash each time. What is no such schedule is refused with one sentence.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

schedule=$work/schedule small=$work/small

expect() {	# NAME CODE WORDS ARGUMENT...
	local name=$1 want=$2 words=$3
	shift 3
	sim "$@"
	if [ "$code" -ne "$want" ]; then
		failed "$name" "exit $code instead of $want: $(verdict)"
	elif ! grep -q -- "$words" "$work/err.txt"; then
		failed "$name" "'$words' is not said: $(verdict)"
	else
		ok "$name"
	fi
}

sim run suspend-after-offload --image "$image" --seed 1 -q \
	--schedule "$schedule"
[ "$code" -eq 1 ] || failed "$image has a finding" "$(verdict)"

sim minimize "$schedule" -o "$small" --replays 400
decisions=$(sed -n 's/^decisions //p' "$small")
if [ "$code" -eq 0 ] && [ "${decisions:-999}" -le 12 ] &&
	grep -q 'nothing streams, yet the headset was left at work' \
	"$work/out.txt"; then
	ok "$image finding in $decisions decisions"
else
	failed "$image minimise" "${decisions:-no} decisions; $(verdict)"
fi

for i in 1 2; do
	sim replay "$small" -q --json="$work/replay.json"
	[ "$code" -eq 1 ] || failed "$image replay $i" "$(verdict)"
	hash_of "$work/replay.json" >"$work/hash.$i"
done
if [ -s "$work/hash.1" ] && cmp -s "$work/hash.1" "$work/hash.2" &&
	grep -q "^hash $(cat "$work/hash.1")$" "$small"; then
	ok "$image minimised schedule replays to its hash"
else
	failed "$image minimised schedule" "hashes $(cat "$work"/hash.*)"
fi

# A race has its two places in the table, and a line to paste that looks for it.
sim run boot --image "$image" --races -q --schedule "$work/race"
sim minimize "$work/race" --image "$image" --races -o "$work/race.min" \
	--replays 100
if [ "$code" -eq 0 ] && [ "$(grep -c '^ *\(read\|write\) .*: .*\[.*\]$' \
			      "$work/out.txt")" -eq 2 ] &&
   grep -q '^  #  .*data-race: BUG: KCSAN: data-race in' "$work/out.txt" &&
   grep -q '^replay: .* --races$' "$work/out.txt"; then
	ok "$image race in a table"
else
	failed "$image race in a table" "$(verdict)"
fi

# A hang: without one of its decisions the life goes on, until the limit of the
# replay ends it while somebody waits for the same. That is not the finding.
hang=$root/docs/findings/pcm-half-registered.schedule
sim minimize "$hang" --image "$image" -q -o "$work/hang" --replays 100
decisions=$(sed -n 's/^decisions //p' "$work/hang")
if [ "$code" -eq 0 ] && [ "${decisions:-0}" -ge 3 ]; then
	ok "$image hang in $decisions decisions"
else
	failed "$image hang" "${decisions:-no} decisions; $(verdict)"
fi

# A signal ends it with the best so far; what was saved outlives SIGKILL.
life=$work/life part=$work/part
for seed in 1 2 3 4 5 6; do
	sim run chaos --image "$image" --seed "$seed" -q --schedule "$life"
	[ "$code" -eq 1 ] && break
done
[ "$code" -eq 1 ] || failed "$image has a life with a finding" "$(verdict)"

end_by() {	# SIGNAL, once something is saved
	local pid

	rm -f "$part"
	"$simctl" minimize "$life" -o "$part" --replays 1000000 \
		>"$work/out.txt" 2>"$work/err.txt" </dev/null &
	pid=$!
	while [ ! -s "$part" ] && kill -0 "$pid" 2>/dev/null; do
		sleep 0.1
	done
	kill "-$1" "$pid" 2>/dev/null
	code=0
	wait "$pid" 2>/dev/null || code=$?
	ended=$code
	words=$(grep -h '^minimize:' "$work/out.txt")
	sim replay "$part" -q
}

end_by TERM
# It may have been done before the signal came, which then changes nothing.
if [ "$ended" -eq 0 ] && [ "$code" -eq 1 ] &&
	{ [[ $words == *'interrupted: this is the best so far' ]] ||
		[[ $words != *'not finished'* ]]; }; then
	ok "$image SIGTERM leaves a schedule and says so"
else
	failed "$image SIGTERM" "exit $ended, '$words'; $(verdict)"
fi
end_by KILL
if [ "$code" -eq 1 ]; then
	ok "$image SIGKILL leaves a schedule"
else
	failed "$image SIGKILL" "$(verdict)"
fi

sim minimize "$small" -o "$part" --json --duration 100
if [ "$code" -eq 0 ] && python3 -c 'import json, sys
told = json.load(open(sys.argv[1]))
sys.exit(told["decisions"] != len(told["rows"]) or not told["finished"] or
	 told["schedule"] != sys.argv[2])' "$work/out.txt" "$part"; then
	ok "$image JSON has the table"
else
	failed "$image JSON" "$(verdict)"
fi

# A race is its two functions, another pair is another finding; who looks for
# races in a replay says so, and an exploration that did says it.
pair='rpm_suspend / runtime_status_show'
sim explore autosuspend --image "$image" --races --seed 3 --runs 1 --jobs 1 \
	--minimize=20 --out "$work/races"
race=$(sed -n "/data-race in ${pair//\//\\/}/,/^       in /p" \
	"$work/out.txt" | sed -n 's/^       in .* replay \(.*\) --races$/\1/p')
sim replay "${race:-none}" -q --races
if [ "$code" -eq 1 ] && grep -q "^  data-race: .* in $pair$" "$work/out.txt" &&
   grep -q "^finding data-race: $pair$" "$race"; then
	ok "$image a race"
else
	failed "$image a race" "'$race': $(verdict)"
fi

# A line that cannot be is named.
sed -e 's/^checksum .*/checksum none/' -e 's/^decisions .*/decisions 1/' \
	-e '/^$/q' "$small" >"$work/edited"
printf 'number\tnobody\tpause\t1\t1\n' >>"$work/edited"
sim replay "$work/edited" -q
if [ "$code" -eq 3 ] && grep -q 'nobody gets 1 for "pause", no. 1' \
	"$work/out.txt" "$work/err.txt"; then
	ok 'the decision that never comes is named'
else
	failed 'the decision that never comes is named' "$(verdict)"
fi

sim run boot --image "$image" --seed 1 -q --schedule "$work/passes"
expect 'a schedule that passes' 4 'finds nothing' minimize "$work/passes"
expect 'a finding that it has not' 4 "nothing that has 'no such'" \
	minimize "$schedule" --finding 'no such'
head -c 100 "$schedule" >"$work/cut"
expect 'a schedule that is cut' 2 'cut short' minimize "$work/cut"
head -c 4096 /dev/zero >"$work/zeros"
expect 'garbage' 2 'is not a schedule' minimize "$work/zeros"
expect 'a file that is not there' 2 'No such file' minimize "$work/none"
sed 's/^image-id ...../image-id 00000/' "$small" |
	sed 's/^checksum .*/checksum none/' >"$work/other"
expect 'another image is told' 1 'so with image' replay "$work/other" -q
mkdir "$work/folder"
expect 'a folder for the result' 2 'Is a directory' \
	minimize "$small" -o "$work/folder"
expect 'a result that cannot be saved' 3 'No space left' \
	minimize "$small" -o /dev/full
grep -q '^minimize: ' "$work/out.txt" || failed 'it is shown all the same' ''
expect 'no folder for the result' 2 'No such file' \
	minimize "$small" -o "$work/no/folder"
finish
