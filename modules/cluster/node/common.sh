# What the scripts of a node share. On a node `root` is empty; the tests set a folder.
root=${NODE_ROOT:-}
# A name may be `*.example.com`.
set -f
config=$root/etc/vault.d
tls=$config/tls
home=$root/opt/vault-node
export AWS_DEFAULT_REGION=$REGION AWS_REGION=$REGION AWS_MAX_ATTEMPTS=3 AWS_PAGER=''

say() { printf '%s vault-node: %s\n' "$(date -u +%FT%TZ)" "$*"; }
refuse() {
  say "REFUSED: $*"
  exit 1
}

# The AWS CLI, with an end.
cloud() { timeout 60 aws --cli-connect-timeout 5 --cli-read-timeout 20 --output json "$@"; }

# The metadata of the instance, by IMDSv2 alone.
metadata() {
  local url=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254} token
  token=$(curl -fsS -m 2 --retry 2 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$url/latest/api/token") || return 1
  printf 'X-aws-ec2-metadata-token: %s' "$token" | curl -fsS -m 2 -H @- "$url/latest/meta-data/$1"
}

# Replaces {{name}} by the value of the variable of that name.
fill() {
  local text name
  text=$(cat)
  for name in root ip instance_id zone binary audit_size; do
    text=${text//"{{$name}}"/"${!name:-}"}
  done
  printf '%s\n' "$text"
}

# One call to a node of the cluster: api <ip> <method> <path> [option of curl …]
api() {
  local ip=$1 method=$2 path=$3
  shift 3
  curl -sS --connect-timeout 3 -m 10 --cacert "$tls/ca.pem" --connect-to "::$ip:8200" -X "$method" "$@" "https://$CLUSTER_NAME:8200/v1/$path"
}

# The addresses of the other nodes of the cluster.
peers() {
  cloud ec2 describe-instances --filters "Name=tag:$JOIN_KEY,Values=$JOIN_VALUE" Name=instance-state-name,Values=running \
    | jq -r --arg ip "$ip" '.Reservations[].Instances[].PrivateIpAddress | select(. and . != $ip)'
}
