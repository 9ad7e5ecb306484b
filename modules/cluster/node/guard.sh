# Lets Vault run only while this node knows that its cluster may serve. It asks three tables in three regions for a row that tells
# the cluster to stop. Without two tables that answer and do not have it, Vault has to stop. systemd stops Vault when this program
# ends (BindsTo), and ends this program when it hangs (WatchdogSec). All times are those of a clock that nobody sets.
set -uo pipefail
. "$(dirname "$0")/settings.sh"
. "$home/common.sh"
export AWS_MAX_ATTEMPTS=1
# Seconds. Vault has to stop `most` after the begin of the last round with two tables. systemd then kills it within 5. The operations
# wait for longer than both before they promote the other cluster. The tests have slow machines.
slow=${NODE_SLOW:-1}
round=$((4 * slow)) most=$((20 * slow)) pause=5 hurry=1
run=$root/run/vault-guard
mkdir -p "$run"

uptime() { cut -d. -f1 /proc/uptime; }

# What the table in a region says: 0 nothing, 2 the cluster has to stop, 1 no answer
ask() {
  local row
  row=$(timeout -s KILL "$round" aws --cli-connect-timeout 2 --cli-read-timeout 2 --region "$1" --output text --query Item.pk.S \
    dynamodb get-item --table-name "$FENCE_TABLE" --consistent-read --key "{\"pk\":{\"S\":\"$FENCE_KEY\"},\"sk\":{\"S\":\"$FENCE_KEY\"}}" 2> /dev/null) || return 1
  case $row in
    None) return 0 ;;
    "$FENCE_KEY") return 2 ;;
    *) return 1 ;;
  esac
}

# Asks all tables at the same time, and sets how many are without the row and how many have it.
ask_all() {
  local region asked=() one
  free=0 told=0
  for region in $FENCE_REGIONS; do
    ask "$region" &
    asked+=($!)
  done
  for one in "${asked[@]}"; do
    wait "$one"
    case $? in
      0) free=$((free + 1)) ;;
      2) told=$((told + 1)) ;;
    esac
  done
}

# Vault starts again by itself only if nobody else has stopped it.
remember() {
  case $(timeout -s KILL 1 systemctl is-active vault.service) in
    active) touch "$run/was-active" ;;
    inactive) rm -f "$run/was-active" ;;
  esac
}

# Waits some seconds. Right after Vault has started, systemd may end this program at any time, so nothing waits for the next round.
rest() {
  local second
  for ((second = 0; second < $1; second++)); do
    sleep 1
    [ -e "$run/was-active" ] || [ -z "$good" ] || remember
  done
}

stop_vault() {
  say "STOPS VAULT: $*"
  exit 1
}

good='' free=0 told=0
say 'asks whether the cluster may serve'
while :; do
  began=$(uptime)
  ask_all
  now=$(uptime)
  # An answer that is older than a round says nothing about now: this program may have been frozen.
  if [ "$free" -ge 2 ] && [ $((now - began)) -le $((round + 1)) ]; then
    if [ -z "$good" ]; then
      systemd-notify --ready
      say 'two tables say that the cluster may serve'
      [ ! -e "$run/was-active" ] || systemctl start --no-block vault.service
    else
      systemd-notify WATCHDOG=1
      remember
    fi
    good=$began
    rest "$pause"
    continue
  elif [ -n "$good" ] && [ "$told" -ge 2 ]; then
    stop_vault 'the other cluster takes over'
  elif [ -n "$good" ] && [ $((now - good + hurry + round)) -gt "$most" ]; then
    # The next round could end too late.
    stop_vault "only $free of three tables say that the cluster may serve"
  fi
  rest "$hurry"
done
