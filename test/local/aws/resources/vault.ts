import type { Create } from './target';

const createPolicy: Create = async ({ vault }, attributes) => {
  const name = attributes.text('name');
  await vault.write(`sys/policies/acl/${name}`, { policy: attributes.text('policy') });
  return { name };
};

const createTokenRole: Create = async ({ vault }, attributes) => {
  const name = attributes.text('role_name');
  await vault.write(`auth/token/roles/${name}`, {
    allowed_policies: attributes.texts('allowed_policies'),
    token_type: attributes.text('token_type'),
    orphan: attributes.optional('orphan'),
    renewable: attributes.optional('renewable'),
    token_no_default_policy: attributes.optional('token_no_default_policy'),
  });
  return { role_name: name };
};

const createMount: Create = async ({ vault }, attributes) => {
  const path = attributes.text('path');
  await vault.write(`sys/auth/${path}`, {
    type: attributes.text('type'),
    description: attributes.optional('description'),
  });
  return { path };
};

const createEngine: Create = async ({ vault }, attributes) => {
  const path = attributes.text('path');
  await vault.write(`sys/mounts/${path}`, {
    type: attributes.text('type'),
    description: attributes.optional('description'),
    options: attributes.block('options'),
  });
  return { path };
};

const configureClient: Create = async ({ vault }, attributes) => {
  await vault.write(`auth/${attributes.text('backend')}/config/client`, {
    iam_server_id_header_value: attributes.text('iam_server_id_header_value'),
    use_sts_region_from_client: attributes.optional('use_sts_region_from_client'),
    sts_region: attributes.optional('sts_region'),
    sts_endpoint: attributes.optional('sts_endpoint'),
  });
  return {};
};

const createAwsRole: Create = async ({ vault }, attributes) => {
  const role = attributes.text('role');
  await vault.write(`auth/${attributes.text('backend')}/role/${role}`, {
    auth_type: attributes.text('auth_type'),
    bound_iam_principal_arn: attributes.texts('bound_iam_principal_arns'),
    resolve_aws_unique_ids: attributes.optional('resolve_aws_unique_ids'),
    token_policies: attributes.texts('token_policies'),
    token_type: attributes.optional('token_type'),
    token_ttl: attributes.number('token_ttl'),
    token_max_ttl: attributes.number('token_max_ttl'),
    token_no_default_policy: attributes.optional('token_no_default_policy'),
  });
  return { role };
};

const createCertRole: Create = async ({ vault }, attributes) => {
  const name = attributes.text('name');
  await vault.write(`auth/${attributes.text('backend')}/certs/${name}`, {
    certificate: attributes.text('certificate'),
    allowed_dns_sans: attributes.texts('allowed_dns_sans'),
    token_policies: attributes.texts('token_policies'),
    token_type: attributes.text('token_type'),
    token_ttl: attributes.number('token_ttl'),
    token_max_ttl: attributes.number('token_max_ttl'),
    token_no_default_policy: attributes.optional('token_no_default_policy'),
    token_bound_cidrs: attributes.optional('token_bound_cidrs'),
  });
  return { name };
};

const configureAutopilot: Create = async ({ vault }, attributes) => {
  await vault.write('sys/storage/raft/autopilot/configuration', {
    cleanup_dead_servers: attributes.optional('cleanup_dead_servers'),
    dead_server_last_contact_threshold: attributes.text('dead_server_last_contact_threshold'),
    min_quorum: attributes.number('min_quorum'),
    server_stabilization_time: attributes.text('server_stabilization_time'),
  });
  return {};
};

export const VAULT: Readonly<Record<string, Create>> = {
  vault_policy: createPolicy,
  vault_token_auth_backend_role: createTokenRole,
  vault_auth_backend: createMount,
  vault_mount: createEngine,
  vault_aws_auth_backend_client: configureClient,
  vault_aws_auth_backend_role: createAwsRole,
  vault_cert_auth_backend_role: createCertRole,
  vault_raft_autopilot: configureAutopilot,
};
