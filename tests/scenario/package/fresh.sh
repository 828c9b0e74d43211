#!/bin/sh
# fresh.sh [FOLDER]: the whole way of a person with an empty Debian 12: a clone, ./run, a .deb, that .deb on another
# empty Debian. Needs root, debootstrap (no daemon) and the mirror, about 1 GB in FOLDER and five minutes; not part of any
# other run. MIRROR names another mirror. Prints one line for each thing that holds, and ends at the first that does not.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")/../../.." && pwd)
mirror=${MIRROR:-http://deb.debian.org/debian}
folder=${1:-$(mktemp -d)}
[ "$(id -u)" = 0 ] || { echo "fresh.sh needs root, for chroot" >&2; exit 77; }
command -v debootstrap >/dev/null || { echo "fresh.sh needs debootstrap" >&2; exit 77; }

# enter ROOT COMMAND…: with processes and mounts of its own, which end with it
enter() {
	root=$1
	shift
	unshare --mount --pid --fork sh -c 'mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"
		exec chroot "$0" env -i HOME=/root TERM=xterm PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"' "$root" "$@"
}
holds() { # WHAT COMMAND…
	what=$1
	shift
	"$@" >"$folder/said" 2>&1 || { echo "FAIL $what"; tail -n 30 "$folder/said"; exit 1; }
	echo "ok   $what"
}
says() { # WHAT PATTERN COMMAND…
	what=$1 pattern=$2
	shift 2
	"$@" >"$folder/said" 2>&1 || true
	grep -q -e "$pattern" "$folder/said" || { echo "FAIL $what: no '$pattern'"; tail -n 30 "$folder/said"; exit 1; }
	echo "ok   $what"
}

if [ ! -e "$folder/base/etc/debian_version" ]; then
	holds "debootstrap" debootstrap --variant=minbase bookworm "$folder/base" "$mirror"
fi
for name in build target; do
	rm -rf "${folder:?}/$name"
	cp -a "$folder/base" "$folder/$name"
	cp -L /etc/resolv.conf "$folder/$name/etc/resolv.conf"
	echo "deb $mirror bookworm main" >"$folder/$name/etc/apt/sources.list"
done
git clone -q "$here" "$folder/build/root/mailmend"

in=/root/mailmend
holds "./run installs and builds" enter "$folder/build" "$in/run" --version
says "./run --version" '^mailmend [0-9]' enter "$folder/build" "$in/run" --version
says "./run practice --list" '^healthy ' enter "$folder/build" "$in/run" practice --list
says "./run practice wrong-password --check" 'refuses your user name or your password' \
	enter "$folder/build" "$in/run" practice wrong-password --check
says "cpack without dpkg-dev says what to type" 'apt-get install dpkg-dev file' \
	enter "$folder/build" sh -c "cd $in/build/run && cpack"
holds "dpkg-dev and file" enter "$folder/build" apt-get install -q -y --no-install-recommends dpkg-dev file
holds "cpack" enter "$folder/build" sh -c "cd $in/build/run && cpack"

cp "$folder"/build/$in/build/run/mailmend_*.deb "$folder/target/root/"
holds "apt-get update" enter "$folder/target" apt-get update -q
holds "apt-get install ./mailmend_*.deb" enter "$folder/target" \
	sh -c 'apt-get install -q -y --no-install-recommends /root/mailmend_*.deb'
says "mailmend --version" '^mailmend [0-9]' enter "$folder/target" mailmend --version
says "mailmend practice wrong-password --check --json" '"first_cause": "wrong-password"' \
	enter "$folder/target" mailmend practice wrong-password --check --json
if [ -e "$folder/target/usr/share/locale/de/LC_MESSAGES/mailmend.mo" ]; then
	says "German" '^Aufruf:\|^Verwendung:\|^Benutzung:' enter "$folder/target" env LANGUAGE=de mailmend --help
fi
holds "man, lintian" enter "$folder/target" apt-get install -q -y --no-install-recommends man-db lintian
says "man mailmend" 'find out why email' enter "$folder/target" man mailmend
holds "completion" enter "$folder/target" bash -n /usr/share/bash-completion/completions/mailmend
holds "lintian" enter "$folder/target" sh -c 'lintian --allow-root --fail-on error,warning /root/mailmend_*.deb'
holds "apt-get remove" enter "$folder/target" apt-get purge -q -y mailmend
says "nothing is left" '^nothing$' enter "$folder/target" \
	sh -c 'find /usr /etc /var/lib/mailmend -name "*mailmend*" ! -path "*/dpkg/*" 2>/dev/null | grep . || echo nothing'
