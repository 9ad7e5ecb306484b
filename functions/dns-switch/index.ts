import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import { parsePairConfig } from '../dr-operations/config';
import { runOperation } from '../dr-operations/engine';
import { startClock } from '../shared/clock';
import { createLogger } from '../shared/log';
import { parseEvent } from '../shared/parse-event';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import type { DnsSwitchResult } from './contract';
import { resultOf } from './result';

const logger = createLogger();
let aws: AwsClients | undefined;

/** Part of the Lambda's time that is reserved for the journal, the lease and the answer. */
const RESERVE_MS = 5_000;

/** EventBridge and Step Functions add fields of their own, so unknown fields are ignored. */
const EVENT = v.object({ dryRun: v.optional(v.boolean(), false) });

/**
 * Gives the client name to the primary, in one change batch, and waits for `INSYNC`. The engine does this, with the lease
 * and the journal of the pair. It moves the name only if the other cluster cannot be a newer primary.
 *
 * @throws InputError, ConfigError, PlanRefusedError, LeaseHeldError, LeaseError if nothing was changed; StepError if
 *   Route 53 fails
 */
export const handler = async (raw: unknown, context: Context): Promise<DnsSwitchResult> => {
  logger.addContext(context);
  const { dryRun } = parseEvent(EVENT, raw ?? {}, 'Give {} or {"dryRun": true}.');
  const config = parsePairConfig(process.env);
  aws ??= createAwsClients(config);
  const vault = openVaultClients(await withClientCertificate(config.vault));
  const request = {
    operation: 'dns-switch',
    to: undefined,
    dryRun,
    accept: [],
    reason: undefined,
    actor: 'dns-switch',
  } as const;
  try {
    const dependencies = { vault, aws, config, clock: startClock(), log: logger };
    return resultOf(await runOperation(dependencies, request, context.getRemainingTimeInMillis() - RESERVE_MS));
  } finally {
    closeVaultClients(vault);
  }
};
