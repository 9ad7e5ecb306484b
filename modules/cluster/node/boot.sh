# Configures and starts a node. A node with anything wrong says so in one line, and never starts Vault.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
. "$home/common.sh"
. "$home/certificate.sh"
trap 'say "REFUSED: line $LINENO of boot.sh failed"' ERR

# The image has to bring the programs and the version. Nothing is downloaded.
check_image() {
  local tool said
  for tool in "$BINARY" aws jq curl openssl logrotate; do
    command -v "$tool" > /dev/null || refuse "the image lacks $tool"
  done
  binary=$(command -v "$BINARY")
  said=$("$binary" version) || refuse "$binary version failed"
  said=$(sed -n 's/^[A-Za-z]* v\([^ ]*\).*/\1/p' <<< "$said")
  [ "${said%%+*}" = "${VERSION%%+*}" ] || refuse "the image has $BINARY $said, and the cluster needs $VERSION"
  case $PRODUCT,$said in
    vault-enterprise,*+ent*) ;;
    vault-enterprise,*) refuse "the image has $BINARY $said, which is not Vault Enterprise" ;;
    vault,*+ent*) refuse "the image has Vault Enterprise $said, and the cluster is of Vault Community" ;;
  esac
  [ -z "$PLUGIN" ] || check_plugin "$root/opt/vault/plugins/$PLUGIN"
}

check_plugin() {
  [ -x "$1" ] || refuse "the image lacks the seal plugin $1"
  [ "$(sha256sum < "$1")" = "$PLUGIN_SHA256  -" ] || refuse "the seal plugin $1 does not have the SHA-256 $PLUGIN_SHA256"
}

identify() {
  instance_id=$(metadata instance-id) && ip=$(metadata local-ipv4) && zone=$(metadata placement/availability-zone) \
    || refuse 'the instance metadata service (IMDSv2) does not answer'
  id -u vault > /dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /usr/sbin/nologin vault
  printf 'instance_id=%q ip=%q zone=%q\n' "$instance_id" "$ip" "$zone" > "$home/identity.sh"
}

# The path of a volume is the same on every distribution: path_of <device of the launch template>
path_of() {
  local volume
  volume=$(jq -er --arg device "$1" '.[] | select(.DeviceName == $device) | .Ebs.VolumeId' <<< "$volumes") || return 1
  printf '%s' "$root/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volume/-/}"
}

wait_for_volumes() {
  local device path volumes='' end=$((SECONDS + 180))
  for device in $DATA_DEVICE $AUDIT_DEVICE; do
    until path=$(path_of "$device") && [ -e "$path" ]; do
      [ $SECONDS -lt $end ] || refuse "the volume $device is not attached after 180 s"
      [ -z "$volumes" ] || sleep 2
      volumes=$(cloud ec2 describe-instances --instance-ids "$instance_id" --query 'Reservations[0].Instances[0].BlockDeviceMappings') || volumes=[]
    done
    paths[$device]=$path
  done
}

# mount_volume <device> <folder>
mount_volume() {
  local path=${paths[$1]} folder=$2
  # mkfs.xfs itself refuses a volume that has a file system.
  [ -n "$(blkid -o value -s TYPE "$path")" ] || mkfs.xfs -q "$path"
  mkdir -p "$folder"
  grep -qF " $folder " "$root/etc/fstab" || printf '%s %s xfs defaults,nofail 0 2\n' "$path" "$folder" >> "$root/etc/fstab"
  mountpoint -q "$folder" || mount "$folder"
}

prepare_folders() {
  declare -A paths=()
  wait_for_volumes
  [ -z "$DATA_DEVICE" ] || mount_volume "$DATA_DEVICE" "$root/opt/vault/data"
  mount_volume "$AUDIT_DEVICE" "$root/var/log/vault"
  mkdir -p "$config" "$root/opt/vault/data" "$root/opt/vault/plugins" "$root/var/log/vault-second"
  chmod 0700 "$root/opt/vault/data" "$root/var/log/vault" "$root/var/log/vault-second"
  chown vault:vault "$root/opt/vault/data" "$root/var/log/vault" "$root/var/log/vault-second"
  # Eight files of an audit log fill at most four fifths of its volume.
  audit_size=$(($(df --output=size -k "$root/var/log/vault" | tail -1) / 10))k
}

fetch_license() {
  (umask 077; get_secret "$LICENSE_ARN" > "$config/license.hclic") || refuse "the licence $LICENSE_ARN cannot be read"
  chown vault:vault "$config/license.hclic"
}

# The password goes to a file in the format of PostgreSQL, where : and \ have a \ before them.
fetch_storage_login() {
  local secret password ca
  secret=$(get_secret "$STORAGE_LOGIN_ARN") || refuse "the login to the storage $STORAGE_LOGIN_ARN cannot be read"
  password=$(jq -er '.password | gsub("(?<c>[:\\\\])"; "\\\(.c)")' <<< "$secret" 2> /dev/null) \
    && ca=$(jq -er .ca_chain <<< "$secret" 2> /dev/null) || refuse "the secret $STORAGE_LOGIN_ARN has no fields password and ca_chain in JSON"
  (umask 077; printf '%s:%s\n' "$STORAGE_LOGIN" "$password" > "$config/database-login"; printf '%s\n' "$ca" > "$config/database-ca.pem")
  chown vault:vault "$config/database-login" "$config/database-ca.pem"
}

write_configuration() {
  local file
  for file in vault.hcl storage.hcl seal.hcl; do fill < "$home/$file" > "$config/$file"; done
  for file in vault.service vault-node.service; do fill < "$home/$file" > "$root/etc/systemd/system/$file"; done
  fill < "$home/logrotate.conf" > "$home/logrotate.filled"
  [ -z "${FENCE_KEY:-}" ] || guard
}

# systemd runs Vault only beside the program that asks whether the cluster may serve.
guard() {
  command -v systemd-notify > /dev/null || refuse 'the image lacks systemd-notify'
  fill < "$home/vault-guard.service" > "$root/etc/systemd/system/vault-guard.service"
  mkdir -p "$root/etc/systemd/system/vault.service.d"
  fill < "$home/guarded.conf" > "$root/etc/systemd/system/vault.service.d/guarded.conf"
}

check_image
identify
prepare_folders
renew_certificate || refuse 'the node has no certificate that it can serve with'
[ -z "$LICENSE_ARN" ] || fetch_license
[ -z "$STORAGE_LOGIN_ARN" ] || fetch_storage_login
write_configuration
systemctl daemon-reload
systemctl enable vault.service vault-node.service
systemctl start --no-block vault.service vault-node.service
say "started $PRODUCT $VERSION as $instance_id ($ip, $zone)"
