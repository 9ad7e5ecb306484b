import type { Context } from 'aws-lambda';
import { startClock } from '../shared/clock';
import { createLogger } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { createAwsClients, type AwsClients } from './aws-clients';
import { parseOperationsConfig, type OperationsConfig } from './config';
import { dispatch, parseCall, type CallResult, type OpenPair } from './dispatch';

const logger = createLogger();
let clients: AwsClients | undefined;

/**
 * Runs one operation on the pair.
 *
 * @throws VaultDrError if nothing was changed: InputError, ConfigError, OperationTokenError, PlanRefusedError,
 *   LeaseHeldError, LeaseError. After a change, the result says what happened (`outcome: "partial"`).
 */
export const handler = async (raw: unknown, context: Context): Promise<CallResult> => {
  logger.addContext(context);
  const call = parseCall(raw);
  const config = parseOperationsConfig(process.env);
  const aws = (clients ??= createAwsClients(config));
  return dispatch(call, {
    aws,
    config,
    open: () => open(aws, config),
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};

async function open(aws: AwsClients, config: OperationsConfig): Promise<OpenPair> {
  const vault = openVaultClients(await withClientCertificate(config.vault));
  return {
    dependencies: { vault, aws, config, clock: startClock(), log: logger },
    close: () => closeVaultClients(vault),
  };
}
