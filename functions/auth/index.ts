import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLUSTER_NAMES } from '../shared/contract';
import { InputError } from '../shared/errors';
import { createLogger } from '../shared/log';
import { observePair } from '../shared/observe-pair';
import { parseEvent } from '../shared/parse-event';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { chooseCluster } from './choose-cluster';
import { parseAuthConfig, readCredentials } from './config';
import type { AuthResult } from './contract';
import { login } from './login';
import { signGetCallerIdentity } from './sign';

const logger = createLogger();

/** Vault calls STS during the login. */
const LOGIN_TIMEOUT_MS = 8_000;

const EVENT = v.strictObject({
  role: v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/, 'expected the name of a role')),
  cluster: v.optional(v.picklist(CLUSTER_NAMES)),
});

/**
 * Logs in to Vault with the IAM role of this Lambda and returns the token to the calling Lambda.
 *
 * @throws InputError for a malformed event or a role that is not on the allow-list; ConfigError; PlanRefusedError if
 *   neither cluster is primary; VaultResponseError if Vault refuses the login
 */
export const handler = async (raw: unknown, context: Context): Promise<AuthResult> => {
  logger.addContext(context);
  const event = parseEvent(EVENT, raw, 'Give {"role": "<AWS-auth role>"} and optionally "cluster".');
  const config = parseAuthConfig(process.env);
  if (!config.allowedRoles.includes(event.role)) {
    throw new InputError('The role is not on the allow-list of this Lambda', 'Add it with allowRole of the construct.');
  }
  const vault = await withClientCertificate(config.vault);
  const cluster = event.cluster ?? chooseCluster(await observePair(vault));
  const request = signGetCallerIdentity(readCredentials(process.env), config.stsRegion, config.serverId, new Date());
  const clients = openVaultClients(vault);
  try {
    const result = await login(clients[cluster], config.mountPath, event.role, request, LOGIN_TIMEOUT_MS);
    logger.info('logged in', { cluster, role: event.role, leaseDurationSeconds: result.leaseDurationSeconds });
    return { cluster, ...result };
  } finally {
    closeVaultClients(clients);
  }
};
