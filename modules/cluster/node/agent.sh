# Looks after one node. It tells the Auto Scaling group when the node has joined, and takes the node out of the cluster before it
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
declare -A last=([certificate]=$SECONDS)
state='{}' protected=unknown ill_since='' leaderless_since=''

# due <name> <seconds>: whether it was not done for so long. The tests hurry.
due() { [ $((SECONDS - ${last[$1]:--99999})) -ge $(($2 / hurry)) ] && last[$1]=$SECONDS; }
pause() { sleep "$((5 / hurry > 0 ? 5 / hurry : 1))"; }
hook() { cloud autoscaling "$1" --auto-scaling-group-name "$GROUP" --instance-id "$instance_id" --lifecycle-hook-name "${@:2}" > /dev/null; }
is() { jq -e "$1" <<< "$state" > /dev/null 2>&1; }

# What a node says of itself: view <ip>. Nobody has to log in for it, so a DR secondary answers too. Without a leader the field is
# left out.
view() {
  { api "$1" GET sys/health; api "$1" GET sys/leader; } 2> /dev/null | jq -cs 'if . == [] then {} else add | .leader_address //= "" end' 2> /dev/null || echo '{}'
}

# The same, with a leader that says itself that it leads. A standby goes on naming a leader that is dead. In PostgreSQL its lock
# expires, and the leader of a replica is in the other cluster.
look() {
  local seen leader
  seen=$(view "$1")
  [ "$STORAGE" != postgresql ] || { printf '%s' "$seen"; return; }
  leader=$(leader_of "$seen")
  if [ -n "$leader" ] && ! view "$leader" | jq -e .is_self > /dev/null; then
    seen=$(jq -c '.leader_address = ""' <<< "$seen")
  fi
  printf '%s' "$seen"
}
leader_of() { jq -r '.leader_address // "" | sub("^https://"; "") | sub(":[0-9]+$"; "")' <<< "$1"; }

# The certificate of the node is its identity. The token is only ever in a file that root alone can read.
login() {
  api "$1" POST "auth/$LOGIN_MOUNT/login" -f --cert "$tls/certificate.pem" --key "$tls/key.pem" -d "{\"name\":\"$LOGIN_ROLE\"}" 2> /dev/null \
    | jq -er '"X-Vault-Token: " + .auth.client_token' > "$token"
}

# A call that needs a token: ask <ip> <method> <path> [option of curl …]. An old token may have ended, so the node logs in anew. A
# young one has not the right, and a login would change nothing.
ask() {
  local answer
  [ -s "$token" ] || login "$1" || return 1
  answer=$(api "$@" -H "@$token" -w '\n%{http_code}' 2> /dev/null) || return 1
  case ${answer##*$'\n'} in
    2??) printf '%s' "${answer%$'\n'*}" ;;
    403)
      [ $(($(date +%s) - $(date -r "$token" +%s))) -lt $((300 / hurry)) ] || : > "$token"
      return 1
      ;;
    *) return 1 ;;
  esac
}
can_log_in() { is '.replication_dr_mode != "secondary"'; }
# autopilot <jq filter>: what any node answers of the members of the cluster.
autopilot() {
  local node answer=''
  [ "$STORAGE" = raft ] && can_log_in || return 1
  answer=$(ask "$ip" GET sys/storage/raft/autopilot/state) || for node in $(peers); do
    answer=$(ask "$node" GET sys/storage/raft/autopilot/state) && break
  done
  jq -er --arg id "$instance_id" "$1" <<< "$answer"
}

# --- Joining ---

# A healthy voter, or the spare of a redundancy zone. Where nobody can log in: it has what the leader has committed. With PostgreSQL
# it has no data of its own, and on a replica no leader either.
has_joined() {
  local committed
  [ "$STORAGE" != postgresql ] || { is '.initialized and (.sealed | not)'; return; }
  is '.initialized and (.sealed | not) and .leader_address != ""' || return 1
  if [ "$STORAGE" = raft ] && can_log_in; then
    autopilot '.data.servers[$id] | .healthy and (.status == "leader" or .status == "voter" or .node_type == "zone-standby")' > /dev/null
  else
    committed=$(view "$(leader_of "$state")" | jq -e '.raft_committed_index // if .ha_enabled then 0 else null end') || return 1
    is "(.raft_applied_index // 0) + 100 > $committed"
  fi
}

# Nobody has initialised the cluster yet. Each other node has to say so itself: a node that cannot reach the others must not join.
is_new_cluster() {
  local peer found
  is '.initialized == false' && found=$(peers) || return 1
  for peer in $found; do
    view "$peer" | jq -e '.initialized == false' > /dev/null || return 1
  done
}

join() {
  [ ! -e "$home/joined" ] || return 0
  if has_joined || is_new_cluster; then
    hook complete-lifecycle-action "$LAUNCH_HOOK" --lifecycle-action-result CONTINUE || return 0
    touch "$home/joined"
    say 'joined the cluster'
  elif [ $SECONDS -lt 1800 ] && due beat 60; then
    hook record-lifecycle-action-heartbeat "$LAUNCH_HOOK"
  elif [ $SECONDS -ge 1800 ] && due late 600; then
    say 'has not joined the cluster in 30 minutes: the group will replace it'
  fi
}

# --- Leaving ---

# Whether the others are enough without this node. Of several that leave at a time, the first one goes.
may_leave() {
  local others count=0 needed leaving
  is '.initialized == false' && return
  leaving=$(cloud autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$GROUP" \
    --query "AutoScalingGroups[0].Instances[?starts_with(LifecycleState,'Terminat')].InstanceId") || return 1
  if others=$(autopilot "$leaving"' as $leaving | .data.servers | [.[] | select(.status == "leader" or .status == "voter")] as $voters
    | ($voters | map(select(.id != $id and .healthy)) | length) > ($voters | length) / 2
      and ($voters | map(select(.healthy and (.id | IN($leaving[])))) | map(.id) | sort | .[0] // $id) == $id'); then
    return
  elif [ "$others" = false ]; then
    return 1
  fi
  needed=1
  for others in $(peers); do
    needed=$((needed + 1))
    look "$others" | jq -e '.sealed == false and .leader_address != ""' > /dev/null && count=$((count + 1))
  done
  [ "$STORAGE" != raft ] && needed=1
  [ $count -gt $((needed / 2)) ]
}

leave() {
  local end=$((SECONDS + 3600)) peer
  say 'leaves the cluster'
  until may_leave; do
    [ $SECONDS -lt $end ] || { say 'the others are not enough without this node, and it has waited for an hour: it goes now'; break; }
    ! due beat 60 || hook record-lifecycle-action-heartbeat "$TERMINATE_HOOK"
    pause
    state=$(look "$ip")
  done
  ! is .is_self || ask "$ip" PUT sys/step-down > /dev/null || say 'did not step down: Vault hands over when it stops'
  systemctl stop vault.service
  if [ "$STORAGE" = raft ] && is .initialized; then
    for peer in $(peers); do
      ask "$peer" POST sys/storage/raft/remove-peer -d "{\"server_id\":\"$instance_id\"}" > /dev/null && say 'left the cluster' && break
    done || say 'is still a member of the cluster: autopilot removes it'
  fi
  until hook complete-lifecycle-action "$TERMINATE_HOOK" --lifecycle-action-result CONTINUE || [ $SECONDS -ge $end ]; do pause; done
  exec sleep infinity
}

# --- The active node goes last ---

protection() {
  cloud autoscaling set-instance-protection --auto-scaling-group-name "$GROUP" --instance-ids "$instance_id" "--$1" > /dev/null
}

# The active node keeps the group from ending it, until every other node is of a newer version. A node that leaves still counts:
# otherwise it could become the leader, and clients would wait twice.
protect() {
  local group
  [ -e "$home/joined" ] || return 0
  if ! is .is_self; then
    [ "$protected" = no ] || { protection no-protected-from-scale-in && protected=no; }
    return
  fi
  due group 30 || return 0
  group=$(cloud autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$GROUP") || return 0
  if jq -e --arg id "$instance_id" '[.AutoScalingGroups[0].Instances[] | {id: .InstanceId, in: .LifecycleState, version: (.LaunchTemplate.Version // "0" | tonumber)}]
    | (.[] | select(.id == $id).version) as $mine | map(select(.id != $id)) | any(.in == "InService") and all(.version > $mine)' <<< "$group" > /dev/null; then
    say 'every other node is newer: the active node steps down'
    ask "$ip" PUT sys/step-down > /dev/null || { protection no-protected-from-scale-in && protected=no; }
  elif [ "$protected" != yes ]; then
    protection protected-from-scale-in && protected=yes
  fi
}

# --- Watching ---

measure() {
  local without=0 data
  if is '.initialized and (.sealed | not) and .leader_address == ""'; then
    without=1
    leaderless_since=${leaderless_since:-$SECONDS}
    [ $((SECONDS - leaderless_since)) -lt $((30 / hurry)) ] || ! due leaderless 60 || say 'NO LEADER: the cluster has lost its quorum and serves nothing'
  else
    leaderless_since=''
  fi
  due metrics 60 || return 0
  data=$(jq -cn --arg value $without '[{MetricName: "NodesWithoutLeader", Value: ($value | tonumber)}]')
  if is .is_self; then
    data=$(autopilot '[{MetricName: "FailureTolerance", Value: .data.failure_tolerance}]' | jq -cs --argjson data "$data" 'add + $data')
  fi
  data=$(jq -c --arg group "$GROUP" 'map(. + {Dimensions: [{Name: "AutoScalingGroupName", Value: $group}]})' <<< "$data")
  cloud cloudwatch put-metric-data --namespace "$METRIC_NAMESPACE" --metric-data "$data"
}

# Asks for its replacement after 15 minutes, but only while another node has a leader: a lost quorum must not become lost nodes.
heal() {
  local peer
  [ -n "$AUTO_HEAL" ] && [ -e "$home/joined" ] || return 0
  if is '.initialized == false or (.sealed == false and .leader_address != "")'; then
    ill_since=''
    return
  fi
  ill_since=${ill_since:-$SECONDS}
  [ $((SECONDS - ill_since)) -ge $((900 / hurry)) ] && due heal 60 || return 0
  for peer in $(peers); do
    look "$peer" | jq -e '.sealed == false and .leader_address != ""' > /dev/null || continue
    say 'was not healthy for 15 minutes: asks the group to replace it'
    cloud autoscaling set-instance-health --instance-id "$instance_id" --health-status Unhealthy
    return
  done
  say 'was not healthy for 15 minutes, but no other node has a leader: nothing is replaced'
}

# --- Snapshots ---

take_snapshot() {
  local file=$root/opt/vault/data/snapshot.part name
  name=$SNAPSHOT_PREFIX/$(date -u +%Y/%m/%d/%H%M%SZ)-$instance_id.snap
  rm -f "$file"
  [ -s "$token" ] || login "$ip" || return 1
  VAULT_TOKEN=$(sed 's/^X-Vault-Token: //' "$token") VAULT_ADDR=https://$ip:8200 VAULT_CACERT=$tls/ca.pem VAULT_TLS_SERVER_NAME=$CLUSTER_NAME \
    timeout 3000 "$BINARY" operator raft snapshot save "$file" > /dev/null || { rm -f "$token"; return 1; }
  [ "$(tar -xzOf "$file" state.bin | sha256sum | cut -d' ' -f1)" = "$(tar -xzOf "$file" SHA256SUMS | sed -n 's/ *state.bin$//p')" ] \
    || { say 'the snapshot is damaged'; return 1; }
  timeout 3000 aws s3 cp --only-show-errors "$file" "s3://$SNAPSHOT_BUCKET/$name" || return 1
  rm -f "$file"
  say "snapshot s3://$SNAPSHOT_BUCKET/$name"
}

snapshots() {
  [ -n "$SNAPSHOT_BUCKET" ] && is .is_self || return 0
  [ "$(date +%s)" -ge "$(cat "$run/next-snapshot" 2> /dev/null || echo 0)" ] || return 0
  (
    flock -n 9 || exit 0
    if take_snapshot; then
      echo $(($(date +%s) + SNAPSHOT_MINUTES * 60 / hurry)) > "$run/next-snapshot"
    else
      say 'SNAPSHOT FAILED: it is tried again in five minutes'
      echo $(($(date +%s) + 300 / hurry)) > "$run/next-snapshot"
    fi
  ) 9> "$run/snapshot.lock" &
}

# --- Certificate and logs ---

renew() {
  local before
  due certificate 3600 || return 0
  [ "$TLS_KIND" = secret ] || is_old || return 0
  before=$(sha256sum < "$tls/certificate.pem")
  renew_certificate || { say 'the certificate was not renewed: the old one stays'; return 0; }
  [ "$before" = "$(sha256sum < "$tls/certificate.pem")" ] && return
  systemctl reload vault.service && say 'serves with a new certificate'
}

rotate() { ! due rotate 300 || timeout 120 logrotate --state "$home/logrotate.state" "$home/logrotate.filled"; }

while :; do
  state=$(look "$ip")
  [ "$(metadata autoscaling/target-lifecycle-state 2> /dev/null)" != Terminated ] || leave
  join
  protect
  measure
  snapshots
  heal
  renew
  rotate
  pause
done
