import { Journal, type JournalEntry } from '../../../functions/dr-operations/journal';
import type { Promotion } from '../../../functions/dr-operations/world';
import { statusOf } from '../../../functions/dr-operations/result';
import { FakeTable } from './fake-aws';
import { world } from './worlds';

let tables: { home: FakeTable; away: FakeTable };
let journal: Journal;

const open = (): Journal =>
  new Journal({
    tables: { home: tables.home.client, away: tables.away.client },
    tableName: 'journal',
    note: () => undefined,
  });

beforeEach(() => {
  tables = { home: new FakeTable(), away: new FakeTable() };
  journal = open();
});

const { clusters } = statusOf(world());
const entry = (outcome: JournalEntry['outcome'], startedAt = '2025-01-01T10:00:00.000Z'): JournalEntry => ({
  version: 1,
  operationId: `id of ${startedAt}`,
  operation: 'failover',
  to: 'away',
  actor: 'test',
  accept: [],
  region: 'eu-west-1',
  startedAt,
  durationMs: 1,
  outcome,
  summary: outcome,
  steps: [],
  before: clusters,
  after: clusters,
  left: [],
  warnings: [],
});
const promotion: Promotion = { cluster: 'away', at: '2025-01-01T10:00:00Z', lastRemoteWal: 7, proof: 'none' };
const puts = ({ calls }: FakeTable): number => calls.filter((name) => name === 'PutItemCommand').length;

describe('Journal.write', () => {
  it('keeps the newest state, not every one in a queue', async () => {
    for (let i = 0; i < 20; i++) journal.write(entry('running'));
    journal.write(entry('done'));
    expect(await journal.flush()).toBe(true);
    await journal.close();
    expect([tables.home, tables.away].map((table) => table.journal())).toMatchObject([
      [{ outcome: 'done' }],
      [{ outcome: 'done' }],
    ]);
    expect([puts(tables.home), puts(tables.away)]).toEqual([2, 2]);
  });

  it('is kept when one table has it, and waits for no other one', async () => {
    tables.home.behaviour = 'black-holed';
    journal.write(entry('running'));
    const closed = journal.close().then(() => 'closed'); // waits for both tables
    expect(await Promise.race([closed, journal.flush()])).toBe(true);
    await closed;
  });

  it('is not kept when no table has it, and asks a table that failed only once', async () => {
    tables.home.behaviour = tables.away.behaviour = 'fails';
    journal.write(entry('running'));
    expect(await journal.flush()).toBe(false);
    journal.write(entry('done'));
    expect(await journal.flush()).toBe(false);
    expect([puts(tables.home), puts(tables.away)]).toEqual([1, 1]);
  });
});

describe('Journal.readHistory', () => {
  it('gives what another run left', async () => {
    journal.write(entry('partial'), promotion);
    await journal.close();
    expect(await open().readHistory()).toMatchObject({
      unfinished: { operation: 'failover', to: 'away' },
      promotion,
      known: true,
    });
  });

  it('does not take a rejoin for unfinished whose rest a person has to do', async () => {
    journal.write({ ...entry('partial'), operation: 'rejoin', left: ['make-replica', 'rejoin'] }, promotion);
    await journal.close();
    expect(await open().readHistory()).toMatchObject({ unfinished: undefined, promotion });
  });

  it('says that it is not whole when one table cannot be read', async () => {
    journal.write(entry('partial'), promotion);
    await journal.close();
    tables.home.behaviour = 'fails';
    expect(await open().readHistory()).toMatchObject({ unfinished: { to: 'away' }, promotion, known: false });
  });

  it('takes the newest entry of both tables', async () => {
    journal.write(entry('partial'));
    await journal.close();
    tables.home.behaviour = 'fails';
    const later = open();
    await later.readHistory();
    later.write(entry('done', '2025-01-01T11:00:00.000Z'), promotion);
    await later.close();
    tables.home.behaviour = 'answers';
    expect(await open().readHistory()).toMatchObject({ unfinished: undefined, promotion, known: true });
  });

  it('is newest also where the clock of this machine is behind', async () => {
    journal.write(entry('partial'));
    await journal.close();
    const behind = open();
    await behind.readHistory();
    behind.write(entry('done', '2024-12-31T00:00:00.000Z'), promotion);
    await behind.close();
    expect((await open().readHistory()).unfinished).toBeUndefined();
  });
});
