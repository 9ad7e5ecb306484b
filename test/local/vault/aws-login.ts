import { envelope, failure, RefusedError, type Answer } from './answers';
import { awsConfig, awsRole, type AwsClientConfig, type AwsRole } from './aws-roles';
import { text, type Call } from './call';
import type { Node } from './node';
import { askSts, credentialScope, type Caller, type SignedRequest } from './sts';

const SERVER_ID = 'X-Vault-AWS-IAM-Server-ID';

/**
 * `auth/<mount>/login`: STS identifies the signer of the request, and OpenBao issues a token for that caller.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/aws#login
 */
export async function answerAwsLogin(node: Node, mount: string, call: Call): Promise<Answer> {
  const signed = parseSignedRequest(call);
  const config = awsConfig(node, mount);
  const givenRole = text(call, 'role');
  if (givenRole) findRole(node, mount, givenRole);
  checkServerId(signed, config.iam_server_id_header_value);
  checkRegion(signed, config);
  if (node.stsEndpoint === undefined) return reject('error making upstream request: no STS in this world');
  const caller = await askSts(node.stsEndpoint, signed);
  if (typeof caller === 'string') return reject(`error making upstream request: ${caller}`);
  const name = givenRole || roleNameOf(caller.arn);
  const role = findRole(node, mount, name);
  if (!isBound(role, caller)) {
    return reject(`IAM Principal "${caller.arn}" does not belong to the role "${name}"`);
  }
  return giveToken(node, role, caller);
}

const reject = (error: string): never => {
  throw new RefusedError(failure(400, error));
};

function findRole(node: Node, mount: string, name: string): AwsRole {
  const role = awsRole(node, mount, name) ?? reject(`entry for role ${name} not found`);
  return role.auth_type === 'iam' ? role : reject(`auth method iam not allowed for role ${name}`);
}

function parseSignedRequest(call: Call): SignedRequest {
  const plain = (key: string): string => Buffer.from(text(call, key), 'base64').toString();
  const url = plain('iam_request_url');
  const body = plain('iam_request_body');
  if (text(call, 'iam_http_request_method') !== 'POST') return reject('invalid iam_http_request_method');
  if (!URL.canParse(url) || new URL(url).search) return reject('invalid iam_request_url');
  const parameters = new URLSearchParams(body);
  if ([...parameters.keys()].some((key) => key !== 'Action' && key !== 'Version'))
    return reject('invalid iam_request_body');
  if (parameters.get('Action') !== 'GetCallerIdentity') return reject('invalid iam_request_body');
  return { url, body, headers: parseHeaders(call.body['iam_request_headers']) };
}

/** @param given base64 of a JSON object, or the object; values are texts or lists @returns headers with lower-case names */
function parseHeaders(given: unknown): Record<string, string> {
  let parsed: unknown = given;
  try {
    if (typeof given === 'string') parsed = JSON.parse(Buffer.from(given, 'base64').toString());
  } catch {
    return reject('failed to parse iam_request_headers');
  }
  if (typeof parsed !== 'object' || parsed === null) return reject('missing iam_request_headers');
  return Object.fromEntries(
    Object.entries(parsed as Record<string, unknown>).map(([name, value]) => [
      name.toLowerCase(),
      String(Array.isArray(value) ? value[0] : value),
    ]),
  );
}

/** Refuses a request without the server id or with that of another Vault, which could have been signed for another server. */
function checkServerId({ headers }: SignedRequest, expected: string): void {
  if (!expected) return;
  const failed = (why: string): never => reject(`error validating ${SERVER_ID} header: ${why}`);
  const given = headers[SERVER_ID.toLowerCase()];
  if (given === undefined) return failed(`missing header "${SERVER_ID}"`);
  if (given !== expected) return failed(`expected "${expected}" but got "${given}"`);
  const [, names = ''] = /SignedHeaders=([^, ]+)/.exec(headers['authorization'] ?? '') ?? [];
  if (!names.toLowerCase().split(';').includes(SERVER_ID.toLowerCase())) failed("vault header wasn't signed");
}

/** Refuses a signature for another region than that of the STS that Vault calls. */
function checkRegion(signed: SignedRequest, config: AwsClientConfig): void {
  const scope = credentialScope(signed);
  const expected = config.use_sts_region_from_client ? scope?.region : config.sts_region || 'us-east-1';
  if (scope && scope.region === expected) return;
  const message = `Credential should be scoped to a valid region. Expected '${expected}', got '${scope?.region ?? ''}'`;
  reject(
    'error making upstream request: received error code 403 from STS: <ErrorResponse><Error><Type>Sender</Type>' +
      `<Code>SignatureDoesNotMatch</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );
}

/** Whether a caller is bound to a role. A session of an IAM role counts as that role. A binding may end in `*`. */
function isBound({ bound_iam_principal_arn: bound }: AwsRole, { arn }: Caller): boolean {
  const principal = arn.replace(/^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');
  return bound.some((each) => (each.endsWith('*') ? principal.startsWith(each.slice(0, -1)) : each === principal));
}

const roleNameOf = (arn: string): string => arn.split('/')[1] ?? '';

async function giveToken({ bao }: Node, role: AwsRole, { account }: Caller): Promise<Answer> {
  const { status, body } = await bao.asRoot('POST', 'auth/token/create', {
    policies: role.token_policies,
    no_default_policy: role.token_no_default_policy,
    no_parent: true,
    type: role.token_type === 'batch' ? 'batch' : 'service',
    display_name: 'aws',
    meta: { account_id: account, auth_type: 'iam', role_id: role.role_id },
    ...(role.token_ttl > 0 && { ttl: `${role.token_ttl}s` }),
    ...(role.token_type !== 'batch' && {
      num_uses: role.token_num_uses,
      ...(role.token_period > 0 && { period: `${role.token_period}s` }),
      ...(maxTtl(role) > 0 && { explicit_max_ttl: `${maxTtl(role)}s` }),
    }),
  });
  return status === 200 ? envelope({ auth: body['auth'], mount_type: 'aws' }) : { status, body };
}

const maxTtl = (role: AwsRole): number => role.token_explicit_max_ttl || role.token_max_ttl;
