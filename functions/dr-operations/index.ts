import type { Context } from 'aws-lambda';
import { startClock } from '../shared/clock';
import { createLogger } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { isControl, parseControlEvent } from './automatic/control-event';
import { runControl, type ControlResult } from './automatic/controls';
import { createAwsClients, type AwsClients } from './aws-clients';
import { parseOperationsConfig } from './config';
import { isDrill, parseDrillRecordEvent, writeDrill, type DrillRecordResult } from './drill/record';
import { isDrillStep, parseDrillStep } from './drill/schedule-event';
import { runDrillStep, type DrillBegun, type DrillChecked, type DrillEnded } from './drill/scheduled';
import { runOperation, runStatus } from './engine';
import { parseOperationEvent } from './event';
import { forRegionSwitch, fromRegionSwitch, type RegionSwitchResult } from './region-switch';
import type { OperationResult, StatusResult } from './result';

const logger = createLogger();
let aws: AwsClients | undefined;

type DrillResult = DrillRecordResult | DrillBegun | DrillChecked | DrillEnded;
type Result = OperationResult | RegionSwitchResult | StatusResult | ControlResult | DrillResult;

/** Part of the Lambda's time that is reserved for the journal, the lease and the answer. */
const RESERVE_MS = 5_000;

/**
 * Runs one operation on the pair.
 *
 * @throws VaultDrError if nothing was changed: InputError, ConfigError, OperationTokenError, PlanRefusedError,
 *   LeaseHeldError, LeaseError. After a change, the result says what happened (`outcome: "partial"`).
 */
export const handler = async (raw: unknown, context: Context): Promise<Result> => {
  logger.addContext(context);
  const { event, isRegionSwitch } = fromRegionSwitch(raw);
  const request =
    parseDrillRecordEvent(event) ?? parseDrillStep(event) ?? parseControlEvent(event) ?? parseOperationEvent(event);
  const config = parseOperationsConfig(process.env);
  aws ??= createAwsClients(config);
  if (isDrill(request)) return writeDrill({ tables: aws.tables, tableName: config.journalTable }, request);
  const vault = openVaultClients(await withClientCertificate(config.vault));
  const dependencies = { vault, aws, config, clock: startClock(), log: logger };
  try {
    if (isDrillStep(request)) return await runDrillStep(dependencies, request);
    if (isControl(request)) return await runControl(dependencies, request);
    if (request.operation === 'status') return await runStatus(dependencies);
    const result = await runOperation(dependencies, request, context.getRemainingTimeInMillis() - RESERVE_MS);
    return isRegionSwitch ? forRegionSwitch(result) : result;
  } finally {
    closeVaultClients(vault);
  }
};
