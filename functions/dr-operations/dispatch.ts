import { isControl, parseControlEvent } from './automatic/control-event';
import { runControl, type ControlResult } from './automatic/controls';
import type { AwsClients } from './aws-clients';
import type { OperationsConfig } from './config';
import type { DrillRecord } from './contract';
import { isDrill, parseDrillRecordEvent, writeDrill, type DrillRecordResult } from './drill/record';
import { isDrillStep, parseDrillStep, type DrillStepRequest } from './drill/schedule-event';
import { runDrillStep, type DrillBegun, type DrillChecked, type DrillEnded } from './drill/scheduled';
import { runOperation, runStatus, type EngineDependencies } from './engine';
import { parseOperationEvent, type OperationRequest } from './event';
import { forRegionSwitch, fromRegionSwitch, type RegionSwitchResult } from './region-switch';
import type { OperationResult, StatusResult } from './result';

/** What one call of a Lambda asks for. */
export interface Call {
  readonly request:
    DrillRecord | DrillStepRequest | NonNullable<ReturnType<typeof parseControlEvent>> | OperationRequest;
  readonly isRegionSwitch: boolean;
}

/** Part of the Lambda's time that is reserved for the journal, the lease and the answer. */
const RESERVE_MS = 5_000;

/** What every call needs. */
interface Place {
  readonly aws: AwsClients;
  readonly config: OperationsConfig;
  /** Opens the connections to the pair. */
  readonly open: () => Promise<OpenPair>;
  /** Time that the Lambda has left, milliseconds. */
  readonly remainingMs: () => number;
}

/** The pair, for one call. */
export interface OpenPair {
  readonly dependencies: EngineDependencies;
  readonly close: () => unknown;
}

export type CallResult =
  | OperationResult
  | RegionSwitchResult
  | StatusResult
  | ControlResult
  | DrillRecordResult
  | DrillBegun
  | DrillChecked
  | DrillEnded;

/** @throws InputError for an event that is malformed */
export function parseCall(raw: unknown): Call {
  const { event, isRegionSwitch } = fromRegionSwitch(raw);
  const request =
    parseDrillRecordEvent(event) ?? parseDrillStep(event) ?? parseControlEvent(event) ?? parseOperationEvent(event);
  return { request, isRegionSwitch };
}

/**
 * Does what was asked for, however the pair replicates.
 *
 * @throws VaultDrError if nothing was changed. After a change, the result says what happened (`outcome: "partial"`)
 */
export async function dispatch({ request, isRegionSwitch }: Call, place: Place): Promise<CallResult> {
  const { aws, config, open, remainingMs } = place;
  // A record is written whatever the clusters do.
  if (isDrill(request)) return writeDrill({ tables: aws.tables, tableName: config.journalTable }, request);
  const { dependencies, close } = await open();
  try {
    if (isDrillStep(request)) return await runDrillStep(dependencies, request);
    if (isControl(request)) return await runControl(dependencies, request);
    if (request.operation === 'status') return await runStatus(dependencies);
    const result = await runOperation(dependencies, request, remainingMs() - RESERVE_MS);
    return isRegionSwitch ? forRegionSwitch(result) : result;
  } finally {
    await close();
  }
}
