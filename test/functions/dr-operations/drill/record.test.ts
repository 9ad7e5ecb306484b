import { JournalReader } from '../../../../cli/operations/journal-reader';
import type { DrillRecord } from '../../../../functions/dr-operations/contract';
import { parseDrillRecordEvent, writeDrill } from '../../../../functions/dr-operations/drill/record';
import { switchMsOf } from '../../../../functions/dr-operations/drill/switch-time';
import { FakeTable } from '../fake-aws';

const drill = (id: string, startedAt = '2026-01-06T09:00:00.000Z'): DrillRecord => ({
  drillId: id,
  startedAt,
  durationMs: 20_000,
  actor: 'jo@desk',
  reason: 'a test',
  measuredBy: 'writes',
  targets: { rtoSeconds: 60 },
  legs: [{ to: 'away', startedAt, outcome: 'done', switchMs: 900, outageMs: 1200, servedAgain: true, lostWrites: 0 }],
  verdict: 'unfinished',
});

class Scene {
  readonly fakes = { home: new FakeTable(), away: new FakeTable() };
  readonly tables = { home: this.fakes.home.client, away: this.fakes.away.client };
  readonly reader = new JournalReader(this.tables, 'journal');

  write = (each: DrillRecord) => writeDrill({ tables: this.tables, tableName: 'journal' }, each);
  ids = async (limit = 9) => (await this.reader.readDrills(limit)).drills.map(({ drillId }) => drillId);
}

describe('the record of a drill', () => {
  it('is in the journal of both regions, newest first, and there once', async () => {
    const scene = new Scene();
    await scene.write(drill('one', '2026-01-06T09:00:00.000Z'));
    expect(await scene.write(drill('two', '2026-01-13T09:00:00.000Z'))).toMatchObject({ tables: ['home', 'away'] });
    expect(await scene.ids()).toEqual(['two', 'one']);
    expect(await scene.ids(1)).toEqual(['two']);
  });

  it('is read back as it was written', async () => {
    const scene = new Scene();
    await scene.write(drill('one'));
    expect((await scene.reader.readDrills(1)).drills).toEqual([drill('one')]);
  });

  it('is kept by one region while the other one is lost', async () => {
    const scene = new Scene();
    scene.fakes.home.behaviour = 'fails';
    expect(await scene.write(drill('one'))).toMatchObject({ tables: ['away'] });
    expect(await scene.reader.readDrills(9)).toMatchObject({ drills: [{ drillId: 'one' }], silent: ['home'] });
  });

  it('is an error, which says so, if no region keeps it', async () => {
    const scene = new Scene();
    scene.fakes.home.behaviour = scene.fakes.away.behaviour = 'fails';
    await expect(scene.write(drill('one'))).rejects.toThrow('The drill is not in the journal');
  });

  it('is no operation of the journal', async () => {
    const scene = new Scene();
    await scene.write(drill('one'));
    expect(scene.fakes.home.journal()).toEqual([]);
  });

  it('ends with the operations that it belongs to, after 400 days', async () => {
    const scene = new Scene();
    await scene.write(drill('one'));
    const [item] = [...scene.fakes.home.items.values()];
    expect(Number(item?.['expires_at']?.N)).toBe(Date.parse('2026-01-06T09:00:00Z') / 1000 + 400 * 86_400);
  });
});

describe('the event of a record', () => {
  const event = (change: object) => ({ operation: 'drill-record', drill: { ...drill('one'), ...change } });

  it('is parsed', () => {
    expect(parseDrillRecordEvent(event({}))).toEqual(drill('one'));
  });

  it('is no other event', () => {
    expect(parseDrillRecordEvent({ operation: 'status' })).toBeUndefined();
  });

  it.each([
    ['a field that a record does not have', { token: 'hvs.secret' }],
    ['a time that is none', { startedAt: 'yesterday' }],
    ['more switchovers than a drill has', { legs: [1, 2, 3].map(() => drill('one').legs[0]) }],
    ['an outage that ends before it begins', { legs: [{ ...drill('one').legs[0], outageMs: -1 }] }],
  ])('is refused with %s, which is not repeated', (_, change) => {
    expect(() => parseDrillRecordEvent(event(change))).toThrow(/^The event is malformed: (?!.*hvs\.secret)/);
  });
});

describe('the time without a primary', () => {
  const step = (kind: 'demote' | 'promote' | 'await-primary' | 'verify', startMs: number, durationMs: number) => ({
    kind,
    startMs,
    durationMs,
    outcome: 'done' as const,
  });

  it('is from the demotion until the target is primary', () => {
    const steps = [step('demote', 100, 500), step('promote', 900, 40), step('await-primary', 950, 1900)];
    expect(switchMsOf([...steps, step('verify', 960, 9000)])).toBe(2750);
  });

  it('is not known of a switchover that did not promote', () => {
    expect(switchMsOf([step('demote', 100, 500)])).toBeUndefined();
  });
});
