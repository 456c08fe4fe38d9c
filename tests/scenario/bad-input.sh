#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Bad input gets one clear sentence and its exit code, never a crash.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

expect() {	# NAME CODE WORD...
	local name=$1 want=$2
	shift 2
	sim "$@"
	if [ "$code" -ne "$want" ]; then
		failed "$name" "exit $code instead of $want: $(verdict)"
	elif [ ! -s "$work/err.txt" ]; then
		failed "$name" 'nothing on standard error'
	elif grep -qE 'Segmentation|Sanitizer|Assert|core dumped' \
			"$work/err.txt" "$work/out.txt"; then
		failed "$name" "$(verdict)"
	else
		ok "$name"
	fi
}

# ---- words ----
expect 'no word' 2
expect 'unknown command' 2 nonsense
expect 'unknown scenario' 2 run no-such-scenario --image "$image"
expect 'unknown image' 2 run boot --image no-such-image
expect 'image file that is not there' 2 run boot --image ./no/such.so
expect 'image that is no image' 2 run boot --image "$0"
so=${XDG_CACHE_HOME:-$HOME/.cache}/libsim/images/$image/image.so
if [ -f "$so" ]; then
	for bytes in 100 4096 1000000 -1; do
		cp "$so" "$work/cut.so"
		[ "$bytes" -gt 0 ] || bytes=$(($(stat -c %s "$so") + bytes))
		truncate -s "$bytes" "$work/cut.so"
		expect "image cut to $bytes bytes" 2 run boot \
			--image "$work/cut.so"
	done
fi
expect 'unknown strategy' 2 run boot --image "$image" --strategy guess
expect 'seed that is no number' 2 run boot --image "$image" --seed x
expect 'no such device' 2 run boot --image "$image" --device /no/such
expect 'unit tests that are not there' 4 kunit 'zz*' --image "$image"
expect 'option that no scenario has' 2 run boot --image "$image" --option x=1
expect 'option of another scenario' 2 run boot --image "$image" \
	--option avoid=known
for option in only=nonsense only= only=user,nobody length_ms=-1 length_ms=0 \
		length_ms=1e9 avoid=all devices=3 controllers=0 second=toaster \
		linger=1 linger=2x; do
	expect "chaos with $option" 2 run chaos --image "$image" \
		--option "$option"
	grep -qF "${option%%=*}" "$work/err.txt" ||
		failed "chaos with $option" 'the option is not named'
done
expect 'chaos of two lengths' 2 run chaos --image "$image" \
	--option length_ms=1 --option length_ms=2
expect 'chaos with a second of one device' 2 run chaos --image "$image" \
	--option devices=1 --option second=uac2-dac
expect 'option that none of several scenarios has' 2 explore boot chaos \
	--image "$image" --option x=1 --runs 1
expect 'kernel parameter that is none' 2 run boot --image "$image" \
	--parameter sim.no_such=1
expect 'kernel parameter without a value' 2 run boot --image "$image" \
	--parameter sim.alloc_fail_nth
expect 'kernel parameter with a wrong value' 2 run boot --image "$image" \
	--parameter sim.alloc_fail_nth=many
expect 'explore, kernel parameter with a wrong value' 2 explore boot \
	--image "$image" --runs 3 --parameter sim.alloc_fail_nth=many
expect 'kunit, kernel parameter with a wrong value' 2 kunit --image "$image" \
	--parameter sim.alloc_fail_nth=many sim_array_bounds
grep -qxF "simctl: The kernel parameter sim.alloc_fail_nth does not take the value 'many'." \
	"$work/err.txt" || failed 'kernel parameter with a wrong value' "$(verdict)"
expect 'kernel parameter with a space' 2 run boot --image "$image" \
	--parameter 'sim.alloc_fail_nth=1 quiet'
if [ "$(id -u)" -ne 0 ]; then
	expect 'unwritable output folder' 2 run boot --image "$image" --out /proc/no
else
	expect 'output folder below a file' 2 run boot --image "$image" \
		--out "$0/below"
fi

# ---- files ----
says() {	# NAME WORDS
	grep -qF -- "$2" "$work/err.txt" ||
		failed "$1" "'$2' is not said: $(cat "$work/err.txt")"
}
for flag in --json= --schedule= --write-baseline= -o; do
	what=(run boot --image "$image")
	case $flag in
	-o) what=(minimize "$root/docs/findings/two-functions.schedule" \
		  --image "$image") ;;
	--write*) what=(explore boot --image "$image" --runs 1) ;;
	esac
	name="folder in place of the file of $flag"
	expect "$name" 2 "${what[@]}" "$flag$work"
	says "$name" 'Is a directory'
done
for file in "$work" "$simctl" /dev/null /no/such; do
	for command in replay minimize; do
		expect "$command of ${file##*/}" 2 "$command" "$file"
	done
done
baseline() { expect "$1" 2 explore boot --image "$image" --runs 1 \
		    --baseline "$work/base"; }
head -c 5000 /dev/urandom >"$work/base"; baseline 'baseline of noise'
cp "$simctl" "$work/base"; baseline 'baseline that is a program'
printf 'warn: a\0b\n' >"$work/base"; baseline 'baseline with a zero byte'
head -c 300000 /dev/zero | tr '\0' a >"$work/base"
baseline 'baseline of one long line'
printf '# fine\n\nwarn: fine\nnonsense\n' >"$work/base"
baseline 'baseline with a line that is no signature'
says 'baseline with a line that is no signature' 'Line 4 of'

# ---- device descriptors ----
good=$root/tests/devices/0d8c_0004_schiit-yggdrasil-gen5.bin
size=$(stat -c %s "$good")
device() { expect "$1" 2 run boot --image "$image" --device "$work/bad.bin"; }
patch_byte() {	# OFFSET OCTAL
	cp "$good" "$work/bad.bin"
	printf '%b' "\\0$2" | dd of="$work/bad.bin" bs=1 seek="$1" \
		conv=notrunc status=none
}
: >"$work/bad.bin"; device 'empty descriptors'
head -c 10 "$good" >"$work/bad.bin"; device 'descriptors cut after 10 bytes'
head -c 20 "$good" >"$work/bad.bin"; device 'descriptors cut after 20 bytes'
head -c $((size - 3)) "$good" >"$work/bad.bin"; device 'descriptors lack 3 bytes'
head -c 65536 /dev/zero >"$work/bad.bin"; device 'descriptors of zeros'
patch_byte 0 0; device 'device descriptor of length 0'
patch_byte 18 0; device 'configuration of length 0'
patch_byte 27 0; device 'interface of length 0'
patch_byte 27 377; device 'interface longer than what follows'
patch_byte 20 377; device 'configuration with a lying total length'

# ---- images ----
expect 'kernel that is no folder' 2 image build --kernel no-such-thing
mkdir -p "$work/tree"
expect 'kernel that is no tree' 2 image build --kernel "$work/tree"
printf 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n' >"$work/tree/Makefile"
expect 'kernel that is too old' 2 image build --kernel "$work/tree"
grep -q '6\.12\.1.*7\.2' "$work/err.txt" || failed 'kernel that is too old' \
	"no versions in: $(cat "$work/err.txt")"
expect 'unknown flavour' 2 image build --flavour sweet
expect 'name that is a path' 2 image build --name ../x
expect 'patch that is not there' 2 image build --patch /no/such.patch \
	--name bad-input-test
echo 'no patch' >"$work/x.patch"
expect 'patch that is none' 2 image build --patch "$work/x.patch" \
	--name bad-input-test
: >"$work/x.patch"
expect 'patch that is empty' 2 image build --patch "$work/x.patch" \
	--name bad-input-test
cat >"$work/x.patch" <<-EOF
	--- a/sound/soc/soc-usb.c
	+++ b/sound/soc/soc-usb.c
	@@ -1,3 +1,3 @@
	 one
	-two
	+three
	 four
EOF
expect 'patch that does not apply' 2 image build --patch "$work/x.patch" \
	--name bad-input-test

# A tree that does not fit: what it lacks is named.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/libsim
tree=$(readlink "$cache/images/$image/tree")
unfit() {	# NAME WORD
	expect "$1" 2 image build --kernel "$work/unfit" --name bad-input-test
	grep -qF "$2" "$work/err.txt" ||
		failed "$1" "'$2' is not named: $(cat "$work/err.txt")"
}
if [ -d "$tree" ] && { cp -al "$tree" "$work/unfit" 2>/dev/null ||
		       cp -a "$tree" "$work/unfit"; }; then
	mv "$work/unfit/sound/usb/pcm.c" "$work/pcm.c"
	unfit 'tree that lacks a file' sound/usb/pcm.c
	mv "$work/pcm.c" "$work/unfit/sound/usb/pcm.c"
	mv "$work/unfit/include/linux/klist.h" "$work/klist.h"
	unfit 'tree that lacks a header' linux/klist.h
	sed 's/klist_next(/klist_other(/' "$work/klist.h" \
		>"$work/unfit/include/linux/klist.h"
	unfit 'tree that lacks a function' klist_next
fi
"$simctl" image rm bad-input-test 2>/dev/null
expect 'image to remove that is not there' 2 image rm no-such-image
finish
