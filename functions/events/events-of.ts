import type { AttributeValue, StreamRecord } from 'aws-lambda';
import type { Act, Mark } from '../dr-operations/automatic/state';
import { TABLE_KEYS } from '../dr-operations/contract';
import type { JournalEntry } from '../dr-operations/journal';
import type { StepReport } from '../dr-operations/result';
import { EVENT_VERSION, type OperationBase, type RoleChanged, type VaultDrEvent } from './contract';
import type { Sender } from './sender';

type Image = Readonly<Record<string, AttributeValue>>;

/**
 * The events of one change of the table with lease and journal. The lease has none. Pure.
 *
 * @throws SyntaxError if an item holds no JSON
 */
export function eventsOf({ OldImage, NewImage }: StreamRecord, sender: Sender): VaultDrEvent[] {
  switch ((NewImage ?? OldImage)?.['pk']?.S) {
    case TABLE_KEYS.journal:
      return NewImage ? eventsOfOperation(entryOf(OldImage), entryOf(NewImage), sender) : []; // it was kept long enough
    case TABLE_KEYS.automatic:
      return eventsOfState(OldImage, NewImage, sender);
    default:
      return [];
  }
}

function entryOf(image: Image | undefined): JournalEntry | undefined {
  const json = image?.['entry']?.S;
  return json === undefined ? undefined : (JSON.parse(json) as JournalEntry);
}

function eventsOfOperation(
  before: JournalEntry | undefined,
  now: JournalEntry | undefined,
  sender: Sender,
): VaultDrEvent[] {
  if (!now) return [];
  const base = (what: string): OperationBase => ({
    version: EVENT_VERSION,
    id: `${now.operationId}/${what}`,
    ...sender,
    operationId: now.operationId,
    operation: now.operation,
    ...(now.to !== undefined && { to: now.to }),
    actor: now.actor,
    ...(now.reason !== undefined && { reason: now.reason }),
  });
  const known = before?.steps.length ?? 0;
  return [
    ...(before ? [] : [started(base('started'), now)]),
    // The journal skips versions that a newer one has overtaken, so one change can have several steps.
    ...now.steps.slice(known).flatMap((step, index) => {
      const number = known + index + 1;
      return [stepEnded(base(`step-${number}`), step), ...roleChanged(base(`role-${number}`), step)];
    }),
    ...((before?.outcome ?? 'running') === 'running' ? ended(base('ended'), now) : []),
  ];
}

const started = (base: OperationBase, { startedAt, accept }: JournalEntry): VaultDrEvent => ({
  'detail-type': 'operation.started',
  detail: { ...base, startedAt, accept },
});

function stepEnded(base: OperationBase, step: StepReport): VaultDrEvent {
  const { kind, cluster, cause, reason, startMs, durationMs, outcome } = step;
  return {
    'detail-type': 'operation.step',
    detail: { ...base, step: { kind, cluster, cause, reason, startMs, durationMs, outcome } },
  };
}

const ROLES: Partial<Record<StepReport['kind'], RoleChanged['role']>> = { promote: 'primary', demote: 'secondary' };

function roleChanged(base: OperationBase, { kind, cluster, outcome }: StepReport): VaultDrEvent[] {
  const role = ROLES[kind];
  return role && outcome === 'done' ? [{ 'detail-type': 'role.changed', detail: { ...base, cluster, role } }] : [];
}

function ended(base: OperationBase, { outcome, summary, durationMs, error }: JournalEntry): VaultDrEvent[] {
  switch (outcome) {
    case 'running':
    case 'planned':
      return [];
    case 'refused':
      return [
        {
          'detail-type': 'operation.refused',
          detail: { ...base, summary, ...(error?.refusal !== undefined && { refusal: error.refusal }) },
        },
      ];
    default:
      return [{ 'detail-type': 'operation.finished', detail: { ...base, outcome, summary, durationMs } }];
  }
}

function eventsOfState(before: Image | undefined, now: Image | undefined, sender: Sender): VaultDrEvent[] {
  const event = (type: 'paused' | 'resumed' | 'acknowledged', { id, actor, reason }: Mark): VaultDrEvent => ({
    'detail-type': type,
    detail: {
      version: EVENT_VERSION,
      id: `${id}/${type}`,
      ...sender,
      actor,
      ...(reason !== undefined && { reason }),
    },
  });
  if ((now ?? before)?.['sk']?.S === 'pause') {
    const [pause, earlier] = [valueOf<Mark>(now), valueOf<Mark>(before)];
    if (pause) return pause.id === earlier?.id ? [] : [event('paused', pause)];
    return earlier ? [event('resumed', earlier)] : [];
  }
  const acknowledged = valueOf<Act>(now)?.acknowledged;
  const was = valueOf<Act>(before)?.acknowledged;
  return acknowledged && acknowledged.id !== was?.id ? [event('acknowledged', acknowledged)] : [];
}

function valueOf<T>(image: Image | undefined): T | undefined {
  const json = image?.['value']?.S;
  return json === undefined ? undefined : (JSON.parse(json) as T);
}
