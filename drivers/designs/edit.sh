# SPDX-License-Identifier: GPL-2.0-only
#
# edit.sh: the words that a transformation is written in. To be sourced by one
# in drivers/designs or drivers/mutants, which scripts/designs runs in a copy of
# the files that it names; the tree itself is never written.
#
# A regular expression finds the place, by as few tokens as are needed; what is
# put there is ours. Each word fails when its place is not found exactly as
# often as asked for, so a tree that moved on is told and not half transformed.
#
#	in_file FILE			the words below act on this file ...
#	in_function NAME		... in this function; `in_function` ends it
#	drop REGEX [COUNT]		removes COUNT lines (1; `any`: one or more)
#	replace REGEX TEXT [COUNT]	puts TEXT for the match in the line
#	before REGEX TEXT [COUNT]	puts lines before the one that matches
#	after REGEX TEXT [COUNT]	... after it
#	body TEXT			gives the function another body
# shellcheck shell=bash
set -euo pipefail

edit_file= edit_function=

in_file() {
	edit_file=$1 edit_function=
	[ -f "$edit_file" ] && return
	printf 'There is no file %s.\n' "$edit_file" >&2
	exit 2
}
in_function() { edit_function=${1-}; }
drop() { edit drop "$1" '' "${2-1}"; }
replace() { edit replace "$1" "$2" "${3-1}"; }
before() { edit before "$1" "$2" "${3-1}"; }
after() { edit after "$1" "$2" "${3-1}"; }
body() { edit body '' "$1" 1; }

edit() {	# WORD REGEX TEXT COUNT
	[ -n "$edit_file" ] || { echo 'in_file comes first.' >&2; exit 2; }
	if ! word=$1 regex=$2 text=$3 count=$4 function=$edit_function \
			awk "$edit_program" "$edit_file" >"$edit_file.new"; then
		rm -f "$edit_file.new"
		printf '%s%s: no place for: %s %s\n' "$edit_file" \
			"${edit_function:+, $edit_function()}" "$1" "$2" >&2
		exit 2
	fi
	mv "$edit_file.new" "$edit_file"
}

# A function begins where its name stands in a line of the left margin that is
# no declaration, and ends at the next brace of the left margin.
# shellcheck disable=SC2016
edit_program='
BEGIN {
	word = ENVIRON["word"]; regex = ENVIRON["regex"]; text = ENVIRON["text"]
	count = ENVIRON["count"]; name = ENVIRON["function"]
	found = 0; inside = name == ""
}
name != "" && !inside && /^[A-Za-z_]/ && !/;$/ && index($0, name "(") {
	at = index($0, name "(")
	if (at == 1 || substr($0, at - 1, 1) ~ /[ *\t]/) {
		inside = 1; opened = 0
	}
}
name != "" && inside && /^\{/ {
	opened = 1
	if (word == "body") { found++; print; print text; next }
}
name != "" && inside && opened && /^\}/ { inside = 0 }
word == "body" { if (!inside || !opened) print; next }
inside && (name == "" || opened) && $0 ~ regex {
	found++
	if (word == "drop") next
	if (word == "replace" && match($0, regex)) {
		print substr($0, 1, RSTART - 1) text substr($0, RSTART + RLENGTH)
		next
	}
	if (word == "before") { print text; print; next }
	if (word == "after") { print; print text; next }
}
{ print }
END { exit count == "any" ? !found : found != count }
'
