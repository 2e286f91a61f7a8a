#!/bin/sh
# Installs what a build (needs.sh build) or the tests (needs.sh check) need and is missing, on Debian and its kin, where
# we are root or may sudo. Elsewhere it says what is missing and leaves it to what follows to do without or fail.
build="gcc libc6-dev make pkg-config libdw-dev libunwind-dev"
check="check gcc-multilib strace python3-minimal libpython3-stdlib git curl procps jq python3-jsonschema"

wanted=$build
[ "$1" = check ] && wanted="$build $check"
command -v dpkg-query >/dev/null || { echo "not Debian: these are needed: $wanted" >&2; exit 0; }

missing=
for package in $wanted; do
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
	sudo=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	sudo=sudo
else
	echo "missing, and neither root nor sudo to install them:$missing" >&2
	exit 0
fi
echo "installing:$missing"
{ $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $missing; } >/tmp/strobe-needs.$$ 2>&1 || {
	cat /tmp/strobe-needs.$$ >&2
	echo "could not install:$missing" >&2
}
rm -f /tmp/strobe-needs.$$
exit 0
