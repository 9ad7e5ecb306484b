# Looks after one node: it tells the Auto Scaling group when the node has joined, and takes the node out of the cluster before it
# ends. Every call has a time limit. What fails is tried again in the next round.
set -uo pipefail
umask 077
. "$(dirname "$0")/settings.sh"
. "$home/common.sh"
. "$home/certificate.sh"
. "$home/identity.sh"
hurry=${NODE_HURRY:-1}
run=$root/run/vault-node
token=$run/token
mkdir -p "$run"
declare -A last=()
state='{}' protected=unknown

# due <name> <seconds>: whether it was not done for so long. A test hurries.
due() {
  [ $((SECONDS - ${last[$1]:--99999})) -ge $(($2 / hurry)) ] && last[$1]=$SECONDS
}
group() { cloud autoscaling "$1" --auto-scaling-group-name "$GROUP" --instance-ids "$instance_id" "${@:2}" > /dev/null; }
hook() { cloud autoscaling "$1" --auto-scaling-group-name "$GROUP" --instance-id "$instance_id" --lifecycle-hook-name "${@:2}" > /dev/null; }
is() { jq -e "$1" <<< "$state" > /dev/null 2>&1; }

# What the node says of itself. Nobody has to log in for it, so a DR secondary answers too.
look() {
  state=$({ api "$1" GET sys/health; api "$1" GET sys/leader; } 2> /dev/null | jq -cs 'add // {}' 2> /dev/null) || state='{}'
}
# The certificate of the node is its identity. The token is only ever in a file that root alone can read.
login() {
  local answer
  answer=$(api "$ip" POST "auth/$LOGIN_MOUNT/login" -f --cert "$tls/certificate.pem" --key "$tls/key.pem" \
    -d "{\"name\":\"$LOGIN_ROLE\"}" 2> /dev/null) || return 1
  jq -er '"X-Vault-Token: " + .auth.client_token' <<< "$answer" > "$token"
}
# ask <ip> <method> <path> …: a call that needs a token.
ask() {
  { [ -s "$token" ] && api "$@" -f -H "@$token" 2> /dev/null; } || { login && api "$@" -f -H "@$token" 2> /dev/null; }
}
autopilot() { ask "$ip" GET sys/storage/raft/autopilot/state; }
can_log_in() { [ "$STORAGE" = raft ] && is '.replication_dr_mode != "secondary"'; }
