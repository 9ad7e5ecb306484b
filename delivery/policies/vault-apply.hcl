# What Terraform changes in Vault at an apply, and what it reads for that.

path "sys/auth" {
  capabilities = ["read"]
}

path "sys/policies/acl/dr-operation-token-{{environment}}-{{identifier}}" {
  capabilities = ["create", "read", "update", "delete"]
}

path "sys/policies/acl/dr-operation-token-creation-{{environment}}-{{identifier}}" {
  capabilities = ["create", "read", "update", "delete"]
}

path "auth/token/roles/dr-operation-token-{{environment}}-{{identifier}}" {
  capabilities = ["create", "read", "update", "delete"]
}

path "auth/{{mount}}/role/dr-operation-token-gen-{{environment}}-{{identifier}}" {
  capabilities = ["create", "read", "update", "delete"]
}
