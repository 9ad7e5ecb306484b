import { Route53Client } from '@aws-sdk/client-route-53';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { awsClientConfig } from '../shared/aws';
import { Deadline, startClock } from '../shared/clock';
import { createLogger } from '../shared/log';
import { observePair } from '../shared/observe-pair';
import { parseEvent } from '../shared/parse-event';
import { parseVaultConfig } from '../shared/vault-config';
import { awaitInsync, changeWeights, observeRecords, parseDnsConfig } from '../shared/weighted-records';
import type { DnsSwitchResult } from './contract';
import { planSwitch } from './plan';

const logger = createLogger();
const route53 = new Route53Client(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 2500, maxAttempts: 3 }),
);

/** Kept back from the Lambda's own time-out, for the answer. */
const RESERVE_MS = 3_000;

/** EventBridge and Step Functions add fields of their own, so unknown ones are left alone. */
const EVENT = v.object({ dryRun: v.optional(v.boolean(), false) });

/**
 * Gives the client name to the cluster that really is primary, in one change batch, and waits for `INSYNC`.
 *
 * @throws InputError, ConfigError, RecordsError, PlanRefusedError before anything is changed; AwsError when Route 53 fails
 */
export const handler = async (raw: unknown, context: Context): Promise<DnsSwitchResult> => {
  logger.addContext(context);
  const { dryRun } = parseEvent(EVENT, raw ?? {}, 'Give {} or {"dryRun": true}.');
  const vault = parseVaultConfig(process.env);
  const dns = parseDnsConfig(process.env);
  const clock = startClock();
  const deadline = Deadline.in(clock, context.getRemainingTimeInMillis() - RESERVE_MS);

  const [clusters, records] = await Promise.all([observePair(vault), observeRecords(route53, dns, deadline)]);
  const { active, after, changes } = planSwitch(clusters, records.weights);
  const result = { active, before: records.weights, after };
  logger.info('planned', { ...result, changes, dryRun });
  if (!changes) return { ...result, status: 'UNCHANGED' };
  if (dryRun) return { ...result, status: 'PLANNED' };

  const changeId = await changeWeights(route53, dns, records, active, deadline);
  logger.info('weights sent', { changeId });
  const insync = await awaitInsync(route53, changeId, clock, deadline);
  return { ...result, changeId, status: insync ? 'INSYNC' : 'PENDING' };
};
