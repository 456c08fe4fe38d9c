# SPDX-License-Identifier: GPL-2.0-only
#
# common.sh: what scripts/run, scripts/test and scripts/coverage share. To be
# sourced; sets `root`, `build`, `simctl` and `cache`.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${SIM_BUILD:-$root/build}
simctl=$build/simctl
cache=${XDG_CACHE_HOME:-$HOME/.cache}/libsim
export LC_ALL=C

# Debian's names of what building and testing stand on.
packages=(gcc binutils ccache cmake ninja-build pkg-config patch xz-utils
	  device-tree-compiler libc6-dev libjansson-dev libzstd-dev libdw-dev
	  libelf-dev libxxhash-dev libev-dev liburcu-dev check)
bench_packages=(libck-dev)	# libdpdk-dev is big: used when it is there
test_packages=(lcov python3)

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
die() { say "$*"; exit 1; }

missing_packages() {
	local package
	for package in "$@"; do
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
			grep -qx installed || printf '%s\n' "$package"
	done
}

# As root or by sudo; else says what to install.
install_packages() {	# PACKAGE...
	local missing as_root=()
	command -v dpkg-query >/dev/null || return 0	# not Debian: cmake tells
	mapfile -t missing < <(missing_packages "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	say "installing ${missing[*]}"
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null ||
			die "as root, please: apt-get install ${missing[*]}"
		as_root=(sudo)
	fi
	"${as_root[@]}" apt-get -q update >&2 ||
		say "the package lists could not be updated, going on with the old ones"
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get -q -y --no-install-recommends install "${missing[@]}" >&2 ||
		die "cannot install ${missing[*]} (see above)."
}

# One build at a time in a folder.
build_host() {	# FOLDER [CMAKE-OPTION]...
	local folder=$1 log=$1/build.log
	shift
	mkdir -p "$folder"
	(
		flock 9
		if ! { cmake -S "$root" -B "$folder" -G Ninja "$@" &&
		       ninja -C "$folder"; } >"$log" 2>&1; then
			grep -E 'error|Error|FAILED' "$log" | head -n 20 >&2
			die "libsim does not compile; all of it is in $log"
		fi
	) 9>"$folder/.lock"
}

# Prints the image's name. The fetch comes first for its progress to be seen.
build_image() {	# KERNEL FLAVOUR
	if [[ $1 =~ ^[0-9.]+$ && ! -d $1 ]]; then
		"$root/scripts/fetch-kernel" "$1" >/dev/null || return 2
	fi
	"$simctl" image build --kernel "$1" --flavour "$2"
}

# A field of a run's JSON.
json_field() {	# FILE FIELD
	sed -n "s/^ *\"$2\": *\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" "$1" |
		sed -n 1p
}
