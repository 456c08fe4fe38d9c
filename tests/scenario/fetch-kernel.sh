#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# scripts/fetch-kernel finds the archive among any apt sources, refuses what
# it cannot use in one sentence, and needs no network once it has a tree.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"
fetch=$root/scripts/fetch-kernel

expect() {	# NAME CODE WORD...
	local name=$1 want=$2 code=0
	shift 2
	"$fetch" "$@" >"$work/out.txt" 2>"$work/err.txt" </dev/null || code=$?
	if [ "$code" -ne "$want" ]; then
		failed "fetch: $name" "exit $code instead of $want: $(head -n 1 "$work/err.txt")"
	elif [ "$(grep -vc unpacking "$work/err.txt")" -ne 1 ]; then
		failed "fetch: $name" "not one sentence: $(head -n 2 "$work/err.txt")"
	else
		ok "fetch: $name"
	fi
}

expect 'no version' 2 x
expect 'too old' 2 7.1
expect 'far too old' 2 6.12.3
expect 'package that is not there' 2 --deb /no/such.deb 7.3
expect 'package that is none' 1 --deb "$0" 7.90

# ---- the host's sources, here made up ----
mkdir -p "$work/apt/parts" "$work/apt/apt.conf.d"
cat >"$work/apt/apt.conf" <<-EOF
	Dir::Etc "$work/apt";
	Dir::Etc::SourceList "$work/apt/sources.list";
	Dir::Etc::SourceParts "$work/apt/parts";
EOF
mirror() {
	APT_CONFIG=$work/apt/apt.conf "$fetch" --mirror | sed -n 1p | cut -f 1
}
same() {	# NAME WANT
	local got
	got=$(mirror)
	if [ "$got" = "$2" ]; then ok "fetch: $1"
	else failed "fetch: $1" "'$got' instead of '$2'"; fi
}
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
rm -f "$work/apt/sources.list"
same 'no sources' ''
cat >"$work/apt/sources.list" <<-EOF
	# deb http://commented.test/debian $codename main
	deb http://third.test/linux stable main
	deb-src http://source.test/debian $codename main
	deb [arch=amd64 signed-by=/k/debian-archive-keyring.gpg] http://one.test/debian $codename main contrib
	deb http://security.test/debian-security $codename-security main
EOF
same 'one-line sources' http://one.test/debian
cat >"$work/apt/sources.list" <<-EOF
	deb http://third.test/linux $codename main
	deb http://plain.test/debian/ $codename non-free main # comment
EOF
same 'one-line sources without a key' http://plain.test/debian/
: >"$work/apt/sources.list"
cat >"$work/apt/parts/a.sources" <<-EOF
	Types: deb
	URIs: http://third.test/x
	Suites: $codename
	Components: main
	Signed-By: /k/third.gpg

	Types: deb deb-src
	# a comment
	URIs: http://two.test/debian
	Suites: $codename $codename-updates
	Components: main
	Signed-By: /k/debian-archive-keyring.gpg

	Enabled: no
	Types: deb
	URIs: http://off.test/debian
	Suites: $codename
	Components: main
	Signed-By: /k/debian-archive-keyring.gpg
EOF
same 'deb822 sources' http://two.test/debian
rm "$work/apt/parts/a.sources"
echo "deb http://three.test/debian testing main" >"$work/apt/parts/b.list"
same 'sources of a rolling suite' http://three.test/debian

# ---- no network ----
version=$(find "${XDG_CACHE_HOME:-$HOME/.cache}/libsim/kernel" -maxdepth 1 \
	-name '[0-9]*' -printf '%f\n' 2>/dev/null | sed -n 1p)
if [ -z "$version" ]; then
	ok 'fetch: nothing cached yet, offline not tried'
elif tree=$(APT_CONFIG=/dev/null PATH=/usr/bin:/bin "$fetch" "$version") &&
     [ -f "$tree/Makefile" ]; then
	ok "fetch: $version again, from the cache"
else
	failed "fetch: $version again" 'not from the cache'
fi
finish
