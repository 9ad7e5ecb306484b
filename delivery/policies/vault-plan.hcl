# What Terraform reads in Vault for a plan.

path "sys/auth" {
  capabilities = ["read"]
}

path "sys/policies/acl/dr-operation-token-{{environment}}-{{identifier}}" {
  capabilities = ["read"]
}

path "sys/policies/acl/dr-operation-token-creation-{{environment}}-{{identifier}}" {
  capabilities = ["read"]
}

path "auth/token/roles/dr-operation-token-{{environment}}-{{identifier}}" {
  capabilities = ["read"]
}

path "auth/{{mount}}/role/dr-operation-token-gen-{{environment}}-{{identifier}}" {
  capabilities = ["read"]
}
