# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Roots of Debian releases, for the scripts that test in one. To be sourced, with suite, place (a folder for logs) and root
# set, and the functions say and fail. The mirror and proxy are those of this machine's apt, and are written nowhere but
# into the root; DEBIAN_MIRROR=URL says another one.
# shellcheck disable=SC2154  # suite, place and root are the caller's

# The address that apt takes Debian's main archive from, whether a .list or a .sources file names it.
apt_mirror() {
    local address release component
    # shellcheck disable=SC2016  # apt's variables, not the shell's
    while read -r address release component; do
        [[ $component == main && $release != *-security && $release != *-updates ]] || continue
        if [[ $address == mirror+file:* ]]; then
            address=$(grep -m1 -oE '^(https?|file)://[^[:space:]]+' "${address#mirror+file:}") || continue
        fi
        if [[ $address =~ ^(https?|file): ]]; then
            echo "$address"
            return
        fi
    done < <(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages')
    return 1
}

# debootstrap knows the releases of its own time; those since are made as sid is.
debootstrap_script() {
    local scripts=${DEBOOTSTRAP_DIR:-/usr/share/debootstrap}/scripts
    if [[ -e $scripts/$suite ]]; then echo "$scripts/$suite"; else echo "$scripts/sid"; fi
}

make_root() {
    local mirror proxy include=()
    mirror=${DEBIAN_MIRROR:-$(apt_mirror)} || fail "this machine's apt names no mirror; set DEBIAN_MIRROR."
    proxy=$(apt-config shell value Acquire::http::Proxy)
    if [[ -n $proxy ]]; then
        eval "$proxy"
        # shellcheck disable=SC2154  # set by the eval
        [[ $value == DIRECT ]] || export http_proxy=${http_proxy:-$value} https_proxy=${https_proxy:-$value}
    fi
    [[ $mirror == https:* ]] && include=(--include=ca-certificates)

    say "making the root"
    rm -rf --one-file-system "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase "${include[@]}" "$suite" "$root" "$mirror" "$(debootstrap_script)" \
        >"$place/debootstrap.log" 2>&1 || {
        tail -n 20 "$place/debootstrap.log" "$root/debootstrap/debootstrap.log" >&2 || true
        fail "debootstrap failed"
    }
    echo "deb $mirror $suite main" >"$root/etc/apt/sources.list"
    # How this machine's apt reaches its mirror (proxy, certificates, dates), without the hooks of its desktop.
    apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries|Force)' >"$root/etc/apt/apt.conf.d/90host" || true
    touch "$root/.complete"
}

# Names are looked up as on this machine, which may have changed since the root was made.
refresh_network() {
    local file
    for file in /etc/resolv.conf /etc/hosts; do
        [[ -e $file ]] && cp --dereference --remove-destination "$file" "$root$file"
    done
    return 0
}

inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        CCACHE_DIR=/ccache CI="${CI:-}" ${http_proxy:+http_proxy="$http_proxy"} \
        ${https_proxy:+https_proxy="$https_proxy"} chroot "$root" "$@"
}
