#!/usr/bin/env bash
# Makes a base image out of Debian's packages, where no registry can be reached: a libc, a locale, certificates, time zones, a
# user; no shell, no package manager. As a tar for `podman import`.
#   debian-base.sh native|jvm OUT.tar
# Needs apt-get, dpkg-deb and tar, on a Debian whose release is that of the image.
set -euo pipefail

kind=$1
out=$(readlink -m "$2")
packages=(base-files libc6 libc-bin zlib1g tzdata ca-certificates)
if [ "$kind" = jvm ]; then
  packages+=(openjdk-17-jre-headless libstdc++6 libgcc-s1)
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/debs" "$work/unpacked" "$work/root"

cd "$work/debs"
# As root, apt-get would fetch as a user who may not write here, and say so.
apt-get -q -o APT::Sandbox::User=root download "${packages[@]}" >&2

cd "$work/unpacked"
mkdir -p usr/{bin,sbin,lib,lib64}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$folder"; done
for deb in "$work"/debs/*.deb; do
  dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink
done

cd "$work/root"
mkdir -p usr/{bin,sbin,lib,lib64,share} etc/ssl/certs home/nonroot root tmp run var/tmp data
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$folder"; done
chmod 1777 tmp var/tmp
chown -f 65532:65532 home/nonroot data || true
from=$work/unpacked
cp -a "$from"/usr/lib/*-linux-gnu usr/lib/
cp -a "$from"/usr/lib64/. usr/lib64/
rm -rf usr/lib/*-linux-gnu/{audit,gconv,perl-base}
# glibc falls back to ASCII where the folder of C.UTF-8 is missing, and Java then can't name most files.
cp -a "$from"/usr/lib/locale usr/lib/
cp -a "$from"/usr/lib/os-release usr/lib/
cp -a "$from"/etc/debian_version etc/
ln -s ../usr/lib/os-release etc/os-release
cp -a "$from"/usr/share/zoneinfo usr/share/
cat "$from"/usr/share/ca-certificates/mozilla/*.crt > etc/ssl/certs/ca-certificates.crt
printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' > etc/passwd
printf 'root:x:0:\nnonroot:x:65532:\n' > etc/group
printf 'hosts: files dns\n' > etc/nsswitch.conf
if [ "$kind" = jvm ]; then
  cp -a "$from"/usr/lib/jvm usr/lib/
  cp -a "$from"/etc/java-17-openjdk etc/
  java=$(echo usr/lib/jvm/java-17-openjdk-*/bin/java)
  ln -s "/$java" usr/bin/java
fi

tar -cf "$out" --sort=name --mtime=@0 --numeric-owner .
ls -l "$out" >&2
