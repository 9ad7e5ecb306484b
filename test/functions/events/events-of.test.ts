import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../../functions/dr-operations/journal';
import type { StepReport } from '../../../functions/dr-operations/result';
import type { VaultDrEvent } from '../../../functions/events/contract';
import { eventsOf } from '../../../functions/events/events-of';
import { SCHEMA_FILE, type DocumentType } from '../../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../../docs/generate/schemas/json-schema';
import { schemaProblems } from '../../cli/schema-problems';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'events.md');
const SENDER = { environment: 'prod', identifier: 'eu1', region: 'eu-central-1' };

const step = (
  kind: StepReport['kind'],
  cluster: 'home' | 'away',
  outcome: StepReport['outcome'] = 'done',
): StepReport => ({
  kind,
  cluster,
  cause: 'has-every-write',
  reason: `${cluster} has every write`,
  startMs: 486,
  durationMs: 21,
  outcome,
});

/** The parts of an entry that events are made of. */
const entry = (change: Partial<JournalEntry> = {}): JournalEntry =>
  ({
    version: 1,
    operationId: '0193f0a2',
    operation: 'switchover',
    to: 'away',
    actor: 'arn:aws:sts::111111111111:assumed-role/operator/jo',
    reason: 'patching',
    accept: [],
    region: 'eu-central-1',
    startedAt: '2026-05-04T09:00:00.000Z',
    durationMs: 1900,
    outcome: 'running',
    summary: 'away is primary',
    steps: [],
    left: [],
    warnings: [],
    ...change,
  }) as unknown as JournalEntry;

const image = (one: JournalEntry) => ({ pk: { S: 'operation' }, entry: { S: JSON.stringify(one) } });
const after = (before: JournalEntry | undefined, now: JournalEntry): VaultDrEvent[] =>
  eventsOf({ ...(before && { OldImage: image(before) }), NewImage: image(now) }, SENDER);
const types = (events: readonly VaultDrEvent[]): string[] => events.map((event) => event['detail-type']);

describe('eventsOf a journal entry', () => {
  it('begins with the start', () => {
    expect(types(after(undefined, entry()))).toEqual(['operation.started']);
  });

  it('has each step once, and the change of a role', () => {
    const one = entry({ steps: [step('demote', 'home')] });
    const two = entry({ steps: [step('demote', 'home'), step('catch-up', 'away')] });
    expect(types(after(entry(), one))).toEqual(['operation.step', 'role.changed']);
    expect(types(after(one, two))).toEqual(['operation.step']);
    expect(types(after(two, two))).toEqual([]);
  });

  it('has every step that a skipped version of the entry had', () => {
    const all = entry({ outcome: 'done', steps: [step('demote', 'home'), step('promote', 'away')] });
    expect(types(after(undefined, all))).toEqual([
      'operation.started',
      'operation.step',
      'role.changed',
      'operation.step',
      'role.changed',
      'operation.finished',
    ]);
  });

  it('gives each event an id that stays the same', () => {
    const all = entry({ outcome: 'done', steps: [step('demote', 'home'), step('promote', 'away')] });
    const inSteps = [
      ...after(undefined, entry()),
      ...after(entry(), entry({ steps: [step('demote', 'home')] })),
      ...after(entry({ steps: [step('demote', 'home')] }), all),
    ];
    const ids = (events: readonly VaultDrEvent[]): string[] => events.map(({ detail }) => detail.id);
    expect(ids(inSteps)).toEqual(ids(after(undefined, all)));
    expect(new Set(ids(inSteps)).size).toBe(6);
  });

  it('changes no role by a step that failed', () => {
    expect(types(after(entry(), entry({ steps: [step('promote', 'away', 'failed')] })))).toEqual(['operation.step']);
  });

  it.each(['done', 'partial', 'undone'] as const)('ends with the outcome %s', (outcome) => {
    expect(after(entry(), entry({ outcome }))).toMatchObject([
      { 'detail-type': 'operation.finished', detail: { outcome } },
    ]);
  });

  it('ends once', () => {
    expect(types(after(entry({ outcome: 'partial' }), entry({ outcome: 'partial' })))).toEqual([]);
  });

  it('says why it was refused', () => {
    const error = { type: 'PlanRefusedError', message: 'home is primary', refusal: 'target-unavailable' } as const;
    expect(after(entry(), entry({ outcome: 'refused', error }))).toMatchObject([
      { 'detail-type': 'operation.refused', detail: { refusal: 'target-unavailable' } },
    ]);
  });

  it('has none when it is deleted after its time, and none for the lease', () => {
    expect(eventsOf({ OldImage: image(entry()) }, SENDER)).toEqual([]);
    expect(eventsOf({ NewImage: { pk: { S: 'lease' } } }, SENDER)).toEqual([]);
  });
});

describe('eventsOf what begins by itself', () => {
  const item = (sk: string, value: object) => ({
    pk: { S: 'automatic' },
    sk: { S: sk },
    value: { S: JSON.stringify(value) },
  });
  const mark = { id: 'm1', at: '2026-05-04T09:00:00.000Z', actor: 'jo', reason: 'network work' };
  const act = { id: 'a1', at: mark.at, reason: 'region lost' };

  it('has a pause once, and its end', () => {
    const pause = item('pause', mark);
    expect(eventsOf({ NewImage: pause }, SENDER)).toMatchObject([
      { 'detail-type': 'paused', detail: { actor: 'jo', reason: 'network work' } },
    ]);
    expect(eventsOf({ OldImage: pause, NewImage: pause }, SENDER)).toEqual([]);
    expect(types(eventsOf({ OldImage: pause }, SENDER))).toEqual(['resumed']);
  });

  it('has an acknowledgement, and not the act itself, which is an operation', () => {
    expect(eventsOf({ NewImage: item('failover', act) }, SENDER)).toEqual([]);
    const acknowledged = item('failover', { ...act, acknowledged: { ...mark, id: 'm2' } });
    expect(types(eventsOf({ OldImage: item('failover', act), NewImage: acknowledged }, SENDER))).toEqual([
      'acknowledged',
    ]);
  });
});

describe('docs/events.md', () => {
  const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;
  const examples = [...readFileSync(PAGE, 'utf8').matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json = '']) => JSON.parse(json) as VaultDrEvent & { readonly source: string },
  );
  const TYPES: Readonly<Record<VaultDrEvent['detail-type'], DocumentType>> = {
    'operation.started': 'OperationStarted',
    'operation.step': 'OperationStep',
    'operation.finished': 'OperationFinished',
    'operation.refused': 'OperationRefused',
    'role.changed': 'RoleChanged',
    paused: 'AutomaticChanged',
    resumed: 'AutomaticChanged',
    acknowledged: 'AutomaticChanged',
  };

  it('has one example of each type, except those that look like "paused"', () => {
    const expected = Object.keys(TYPES).filter((type) => !['resumed', 'acknowledged'].includes(type));
    expect(types(examples)).toEqual(expected);
    expect(new Set(examples.map(({ source }) => source))).toEqual(new Set(['vault-dr']));
  });

  it.each(examples.map((example) => [example['detail-type'], example] as const))(
    'shows %s as the schema has it',
    (type, { detail }) => {
      expect(schemaProblems(schema, TYPES[type], detail)).toEqual([]);
    },
  );

  it('shows exactly what is sent', () => {
    const steps = [step('promote', 'away')];
    const error = { type: 'PlanRefusedError', message: 'behind', refusal: 'target-lagging' } as const;
    const sent = [
      ...after(undefined, entry()),
      ...after(entry(), entry({ steps })),
      ...after(entry({ steps }), entry({ steps, outcome: 'done' })),
      ...after(entry(), entry({ outcome: 'refused', error, summary: 'away is too far behind' })),
      ...eventsOf(
        {
          NewImage: {
            pk: { S: 'automatic' },
            sk: { S: 'pause' },
            value: {
              S: JSON.stringify({
                id: '0193f0b7',
                at: '2026-05-04T09:00:00.000Z',
                actor: 'jo',
                reason: 'network work',
              }),
            },
          },
        },
        SENDER,
      ),
    ];
    for (const example of examples) {
      expect(sent.map((event) => ({ source: 'vault-dr', ...event }))).toContainEqual(example);
    }
  });
});
