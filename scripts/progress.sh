# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# To be sourced: shows how far a tool is, while its whole output goes to a log.

# Copies standard input to the file LOG. On a terminal the last line is shown in place; elsewhere, of lines that begin
# with [N/M], one each tenth.
# usage: TOOL 2>&1 | show_progress LOG
show_progress() {
    local log=$1 line tenth=0 columns
    columns=$(tput cols 2>/dev/null) || columns=80
    while IFS= read -r line || [[ -n "$line" ]]; do
        printf '%s\n' "$line" >>"$log"
        if [[ -t 2 ]]; then
            printf '\r\033[K%s' "${line:0:columns-1}" >&2
        elif [[ "$line" =~ ^\[([0-9]+)/([0-9]+)\] ]] && ((BASH_REMATCH[1] * 10 / BASH_REMATCH[2] > tenth)); then
            tenth=$((BASH_REMATCH[1] * 10 / BASH_REMATCH[2]))
            echo "capfcheck: ${BASH_REMATCH[0]}" >&2
        fi
    done
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
}
