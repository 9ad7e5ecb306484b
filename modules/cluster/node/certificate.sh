# Where the certificate of a node comes from. A key is only ever in files that root and Vault alone can read.

# get_secret <arn> writes the secret to stdout.
get_secret() { cloud secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }

# Fetches certificate, key and chain into a folder.
fetch_certificate() {
  local folder=$1
  if [ "$TLS_KIND" = secret ]; then
    get_secret "$TLS_ARN" > "$folder/secret.json" || return 1
    local field
    for field in certificate private_key ca_chain; do
      jq -er ".$field // empty" "$folder/secret.json" > "$folder/$field" 2> "$folder/error" \
        || { say "the secret $TLS_ARN has no field $field in JSON"; return 1; }
    done
    mv "$folder/private_key" "$folder/key.pem"
    mv "$folder/ca_chain" "$folder/ca.pem"
    cat "$folder/certificate" "$folder/ca.pem" > "$folder/certificate.pem"
  else
    issue_certificate "$folder"
  fi
}

# Makes a key here and has AWS Private CA sign it. The key never leaves the node.
issue_certificate() {
  local folder=$1 names algorithm arn
  names=$(printf 'DNS:%s,' $NAMES)IP:$ip
  openssl ecparam -name prime256v1 -genkey -noout -out "$folder/key.pem" || return 1
  openssl req -new -key "$folder/key.pem" -subj "/CN=$CLUSTER_NAME" -addext "subjectAltName=$names" -out "$folder/csr.pem" || return 1
  algorithm=$(cloud acm-pca describe-certificate-authority --certificate-authority-arn "$TLS_ARN" \
    --query CertificateAuthority.CertificateAuthorityConfiguration.SigningAlgorithm --output text) || return 1
  arn=$(cloud acm-pca issue-certificate --certificate-authority-arn "$TLS_ARN" --csr "fileb://$folder/csr.pem" \
    --signing-algorithm "$algorithm" --template-arn "${TLS_ARN%%:acm-pca:*}:acm-pca:::template/EndEntityCertificate/V1" \
    --validity "Value=$TLS_DAYS,Type=DAYS" --query CertificateArn --output text) || return 1
  timeout 180 aws acm-pca wait certificate-issued --certificate-authority-arn "$TLS_ARN" --certificate-arn "$arn" || return 1
  cloud acm-pca get-certificate --certificate-authority-arn "$TLS_ARN" --certificate-arn "$arn" > "$folder/issued.json" || return 1
  jq -r .CertificateChain "$folder/issued.json" > "$folder/ca.pem"
  jq -r '.Certificate, .CertificateChain' "$folder/issued.json" > "$folder/certificate.pem"
}

# Says what is wrong with the certificate in a folder, if anything is.
check_certificate() {
  local folder=$1 name use
  local cert=$folder/certificate.pem ca=$folder/ca.pem
  openssl x509 -noout -in "$cert" 2> /dev/null || { say 'the certificate is not in PEM'; return 1; }
  openssl x509 -noout -checkend 0 -in "$cert" > /dev/null || { say 'the certificate has expired'; return 1; }
  for name in $NAMES; do
    openssl x509 -noout -checkhost "$name" -in "$cert" | grep -q 'does match' \
      || { say "the certificate does not have the name $name"; return 1; }
  done
  [ "$(openssl x509 -noout -pubkey -in "$cert")" = "$(openssl pkey -pubout -in "$folder/key.pem" 2> /dev/null)" ] \
    || { say 'the private key does not belong to the certificate'; return 1; }
  for use in sslserver sslclient; do
    openssl verify -purpose "$use" -CAfile "$ca" -untrusted "$cert" "$cert" > /dev/null 2>&1 \
      || { say "the certificate, by its ca_chain, is not good for $use: it needs server and client authentication"; return 1; }
  done
}

# Gets a certificate, checks it, and puts it where Vault reads it. Says what is wrong and changes nothing otherwise.
renew_certificate() {
  local folder=$tls.new result=1
  rm -rf "$folder"
  mkdir -p "$folder" "$tls"
  chmod 0700 "$folder" "$tls"
  if (umask 077; fetch_certificate "$folder" && check_certificate "$folder"); then
    chown vault:vault "$folder/key.pem" "$folder/certificate.pem" "$folder/ca.pem"
    mv "$folder/key.pem" "$folder/certificate.pem" "$folder/ca.pem" "$tls/"
    chown vault:vault "$tls"
    result=0
  fi
  rm -rf "$folder"
  return $result
}

# Whether two thirds of the life of the certificate are over.
is_old() {
  local from to
  from=$(date -d "$(openssl x509 -noout -startdate -in "$tls/certificate.pem" | cut -d= -f2)" +%s)
  to=$(date -d "$(openssl x509 -noout -enddate -in "$tls/certificate.pem" | cut -d= -f2)" +%s)
  [ $((($(date +%s) - from) * 3)) -gt $(((to - from) * 2)) ]
}
