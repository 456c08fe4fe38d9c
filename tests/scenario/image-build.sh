#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Images: the same sources give the same bytes at another place; a patched
# image compiles what the patch changed, and leaves the tree alone.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/libsim
name=$("$simctl" image list | awk -v i="$image" '$1 == i { print $1 }')
folder=$cache/images/$name
if [ -z "$name" ]; then
	failed 'image build' "there is no image $image"
	finish
fi
tree=$(readlink "$folder/tree")
flavour=$(sed -n 's/.*"flavour": "\(.*\)".*/\1/p' "$folder/image.json")

# ---- another place ----
# A few files stand for all: commands and flags are the same.
objects=(obj/tree/sound/soc/soc-usb.o obj/tree/lib/vsprintf.o
	 obj/tree/drivers/usb/core/hub.o obj/shim/locking/mutex.o)
mkdir -p "$work/another/place"
ln -s "$tree" "$work/another/tree"
other=$(XDG_CACHE_HOME=$work/another/place "$simctl" image build --dry-run \
	--kernel "$tree" --flavour "$flavour")
if (cd "$other" && PWD=/proc/self/cwd ninja "${objects[@]}") \
		>"$work/ninja.txt" 2>&1; then
	for object in "${objects[@]}"; do
		if cmp -s "$folder/$object" "$other/$object"; then
			ok "same bytes elsewhere: ${object#obj/}"
		else
			failed "same bytes elsewhere: ${object#obj/}" 'they differ'
		fi
	done
else
	failed 'same bytes elsewhere' "$(grep -m1 error "$work/ninja.txt")"
fi

# ---- a patch ----
file=sound/soc/soc-usb.c
mkdir -p "$work/p/a/sound/soc" "$work/p/b/sound/soc"
cp "$tree/$file" "$work/p/a/$file"
sed 's/^MODULE_LICENSE.*/&\nMODULE_INFO(libsim, "patched");/' \
	"$tree/$file" >"$work/p/b/$file"
(cd "$work/p" && diff -u "a/$file" "b/$file") >"$work/a.patch"
before=$(stat -c '%Y %i' "$tree/$file"; sha256sum <"$tree/$file")
"$simctl" image rm image-build-test 2>/dev/null
sim image build --kernel "$tree" --flavour "$flavour" \
	--patch "$work/a.patch" --name image-build-test
log=$cache/images/image-build-test
compiled=$(sed -n 's/^\[[0-9/]*\] CC //p' "$log/kernel.log" 2>/dev/null)
if [ "$code" -ne 0 ]; then
	failed 'patched image' "$(verdict)"
elif [ "$compiled" != "tree/$file" ]; then
	failed 'patched image' "compiled $(wc -l <<<"$compiled") files: $(head -n 3 <<<"$compiled" | paste -sd' ')"
elif ! grep -q 'libsim=patched' "$log/image.so"; then
	failed 'patched image' 'the patch is not in it'
else
	ok 'a patched image compiles the patched file only'
fi
if [ "$before" = "$(stat -c '%Y %i' "$tree/$file"; sha256sum <"$tree/$file")" ]
then
	ok 'the patched tree is a copy'
else
	failed 'the patched tree is a copy' "$tree/$file changed"
fi

sim image build --kernel "$tree" --flavour "$flavour" \
	--patch "$work/a.patch" --name image-build-test
if grep -q 'CC' "$log/kernel.log"; then
	failed 'the same image again' "$(grep -m1 CC "$log/kernel.log")"
else
	ok 'the same image again compiles nothing'
fi

# One kernel file touched: that file alone. The copy has a file of its own.
sed 's/"patched"/"again"/' "$work/a.patch" >"$work/b.patch"
sim image build --kernel "$tree" --flavour "$flavour" \
	--patch "$work/b.patch" --name image-build-test
compiled=$(sed -n 's/^\[[0-9/]*\] CC //p' "$log/kernel.log")
if [ "$compiled" = "tree/$file" ]; then
	ok 'another patch compiles what differs'
else
	failed 'another patch compiles what differs' \
		"exit $code, compiled $(head -n 3 <<<"$compiled" | paste -sd' ')"
fi
"$simctl" image rm image-build-test
finish
