#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# host_state.sh BUILD: no variable of the host's part of the machine is outside
# of a snapshot: writable data of these folders is marked SIM_STATE, but for
# the scheduler's own. Needs nm.
allowed=' boots next_boot pristine track kept.0 before.1 still.0 crash_before
	crash_depth crash_stack crash_stack_before sim_host sim_sparse_active
	sparse steps turns index_of places sim_sparse_next_ns fiber_left mapped '
root=$(dirname "${BASH_SOURCE[0]}")/../..
status=0
for part in chaos board dsp device xhci story app sched scenario; do
	folder=$1/CMakeFiles/sim_$part.dir
	[ -d "$folder" ] || { echo "no objects of $part in $1"; exit 1; }
	while read -r object; do
		# Left of a file that is gone.
		source=${object#"$folder"/}
		[ -e "$root/${source%.o}" ] || continue
		state=$(objdump -t "$object" | awk '$4 == "sim_state" || $5 == "sim_state" { print $NF }')
		while read -r _ kind name; do
			[[ $kind == [bBdDC] ]] || continue
			[[ $name == *asan* || $name == __odr* || $name == .L* ]] && continue
			grep -qxF -- "$name" <<<"$state" && continue
			grep -qw -- "${name%%.*}" <<<"${allowed//./ }" && continue
			echo "$(basename "$object"): $name belongs to no snapshot: mark it SIM_STATE"
			status=1
		done < <(nm "$object")
	done < <(find "$folder" -name '*.o')
done
exit $status
