# What mailmend needs from Debian, and how it is installed and built: sourced by run and tests/run. No state of its own.

MAILMEND_BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config gettext
	libncurses-dev libssl-dev libidn2-dev libpsl-dev libjansson-dev libsystemd-dev zlib1g-dev libcurl4-openssl-dev libexpat1-dev
	ca-certificates"

# Servers are never installed: tests/lab unpacks those into a cache. These are compilers, libraries and tools only.
MAILMEND_TEST_PACKAGES="$MAILMEND_BUILD_PACKAGES
	clang clang-format libclang-rt-14-dev libcmocka-dev python3 tmux openssl iproute2 nftables iputils-ping procps
	util-linux ncurses-term locales file dpkg-dev fakeroot man-db bash-completion strace"

# mailmend_install WHY PACKAGE…: says what is missing and installs that, or says the command to type and ends.
mailmend_install() {
	why=$1
	shift
	missing=
	for package; do
		status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
		[ "$status" = installed ] || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	echo "These Debian packages are missing $why:" >&2
	echo "$missing" | fold -s -w 72 >&2
	sudo=
	if [ "$(id -u)" != 0 ]; then
		sudo=sudo
		if ! command -v sudo >/dev/null 2>&1; then
			echo "Ask the person who looks after this computer to type:" >&2
			echo "apt-get update && apt-get install$missing" >&2
			exit 1
		fi
	fi
	echo "They are installed now with: $sudo apt-get install" >&2
	$sudo apt-get update -q >&2 || echo "The list of packages could not be renewed; trying with the old one." >&2
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -q -y --no-install-recommends $missing >&2
}

# mailmend_build SOURCE DIR OPTION…: configures and builds; quiet when all is well, the log is DIR/log.
mailmend_build() {
	source=$1
	dir=$2
	shift 2
	mkdir -p "$dir"
	if [ ! -e "$dir/build.ninja" ]; then
		echo "Building mailmend for the first time. This takes about a minute." >&2
		cmake -S "$source" -B "$dir" -G Ninja "$@" >"$dir/log" 2>&1 || { tail -n 20 "$dir/log" >&2; return 1; }
	fi
	cmake --build "$dir" >"$dir/log" 2>&1 || { grep -E -A5 'error|FAILED' "$dir/log" | head -40 >&2; return 1; }
}
