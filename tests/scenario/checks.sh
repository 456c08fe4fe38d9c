#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each checker tells what it is there for when it is on, and not when it is
# off, which changes no decision: the hash stays.
# shellcheck source=tests/scenario/common.sh
. "$(dirname "$0")/common.sh"

verdict_hash() { sed -n '1s/.*hash \([0-9a-f]*\)$/\1/p' "$work/out.txt"; }
told() { grep -qE "^  ($1): " "$work/out.txt"; }

# CHECKER KINDS SCENARIO: a fault of the unpatched kernel
scenario() {
	local name="$image --checks=-$1: $3" plain
	sim run "$3" --image "$image" -q --checks="+$1"
	plain=$(verdict_hash)
	told "$2" || failed "$name" "not told when it is on: $(verdict)"
	sim run "$3" --image "$image" -q --checks="-$1"
	if told "$2"; then
		failed "$name" "told all the same: $(verdict)"
	elif [ -z "$plain" ] || [ "$(verdict_hash)" != "$plain" ]; then
		failed "$name" "another run: $plain, $(verdict)"
	else
		ok "$name"
	fi
}
scenario lock-order lock-order autosuspend
scenario race data-race boot
scenario memory use-after-free system-suspend-deep
scenario leak leak module-unbind
scenario xhci xhci-protocol unplug-unheard

# CHECKER SUITE CASE: what unpatched kernels do not do, unit tests do
unit() {
	local name="$image --checks=-$1: $2.$3"
	sim kunit "$2" --image "$image" --strategy round-robin
	grep -qE "^ +ok [0-9]+ $3$" "$work/out.txt" ||
		failed "$name" "does not pass when it is on: $(verdict)"
	sim kunit "$2" --image "$image" --strategy round-robin --checks="-$1"
	if grep -qE "^ +ok [0-9]+ $3$" "$work/out.txt" || [ "$code" -ne 1 ]
	then
		failed "$name" "passes without: $(verdict)"
	else
		ok "$name"
	fi
}
unit memory sim_misfreed_memory sim_misfreed_object
unit context sim_warnings sim_warning_refcount
unit dma sim_dma_misuse sim_misuse_unmap_test
unit uninit sim_checked_unwritten sim_unwritten_user_test
unit context sim_context sim_context_rcu
unit power sim_power sim_power_used
unit deadlock sim_progress sim_progress_pm
unit deadlock sim_circular_locks sim_circle_mutex
unit progress sim_progress sim_progress_in_vain
unit progress sim_hang sim_hang_spun
unit dma sim_device_access sim_reach_unmapped
unit xhci sim_xhci_rules sim_rules_state

# Nothing at all is looked for: what ends a run and what a story expects stay.
sim run system-suspend-deep --image "$image" -q
plain=$(verdict_hash)
sim run system-suspend-deep --image "$image" -q --checks=none \
	--schedule "$work/schedule"
if [ "$(verdict_hash)" = "$plain" ] && [ "$code" -eq 1 ] && told invariant &&
   ! grep -E '^  [a-z-]+: ' "$work/out.txt" | grep -qv '^  invariant: ' &&
   grep -q '^replay: .* --checks=-deadlock,.*,-progress$' "$work/out.txt"; then
	ok "$image --checks=none"
else
	failed "$image --checks=none" "$plain, $(verdict)"
fi

# A schedule replays with other checkers than it was made with.
sim replay "$work/schedule" -q
if [ "$code" -eq 1 ] && told use-after-free; then
	ok "$image replay with checkers that were off"
else
	failed "$image replay with checkers that were off" "$(verdict)"
fi
sim replay "$work/schedule" -q --checks=-memory
if [ "$code" -eq 1 ] && ! told use-after-free && told invariant; then
	ok "$image replay --checks"
else
	failed "$image replay --checks" "$(verdict)"
fi

# ---- words ----
sim run boot --image "$image" --checks=help
if [ "$code" -eq 0 ] && [ "$(grep -cE '^[a-z-]+  +[a-z]' "$work/out.txt")" -eq 11 ]
then
	ok '--checks=help'
else
	failed '--checks=help' "$(verdict)"
fi
for list in nonsense '' -dma,,power dma-power -nonsense +; do
	sim run boot --image "$image" --checks="$list"
	if [ "$code" -eq 2 ] && grep -q 'there is no checker' "$work/err.txt"; then
		ok "--checks='$list' is refused"
	else
		failed "--checks='$list'" "$(verdict)"
	fi
done
finish
