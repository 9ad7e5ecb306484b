import { Watcher, FRESH_MS, LOOK_MS } from '../../../../functions/dr-operations/automatic/watcher';
import { FakeTable } from '../fake-aws';

/** Three tables, a clock that a test moves, and watchers that are processes of their own. */
class Scene {
  now = Date.parse('2026-01-01T10:00:00Z');
  readonly tables = { home: new FakeTable(), away: new FakeTable(), witness: new FakeTable() };
  doesStsAnswer = true;
  readonly clients = {
    home: this.tables.home.client,
    away: this.tables.away.client,
    witness: this.tables.witness.client,
  };

  /** Begins a run of a watcher. @param skewMs how far its clock is wrong */
  watcher = (self: 'home' | 'away' | 'witness', skewMs = 0): Watcher =>
    new Watcher({
      self,
      tables: this.clients,
      tableName: 'journal',
      doesStsAnswer: () => Promise.resolve(this.doesStsAnswer),
      clock: { now: () => this.now + skewMs, wait: () => Promise.resolve() },
    });

  pass(ms: number): void {
    this.now += ms;
  }

  loseRegion(): void {
    this.doesStsAnswer = false;
    this.tables.home.behaviour = 'black-holed';
    jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  }
}

afterEach(() => jest.restoreAllMocks());

const down = () => Promise.resolve({ is: 'down' } as const);
const serves = () => Promise.resolve({ is: 'serves' } as const);

describe('a state of a row', () => {
  it('lasts as long as the looks of one run add up to', async () => {
    const scene = new Scene();
    const watcher = scene.watcher('away');
    await watcher.look(down);
    scene.pass(LOOK_MS);
    await watcher.look(down);
    scene.pass(LOOK_MS);
    expect((await watcher.look(down))?.service).toEqual({ is: 'down', forMs: 2 * LOOK_MS });
  });

  it('begins anew when a look finds something else', async () => {
    const scene = new Scene();
    const watcher = scene.watcher('away');
    await watcher.look(down);
    scene.pass(LOOK_MS);
    await watcher.look(serves);
    scene.pass(LOOK_MS);
    expect((await watcher.look(down))?.service).toEqual({ is: 'down', forMs: 0 });
  });

  it('goes on in the next run, which does not count the pause, whatever its clock says', async () => {
    for (const skewMs of [-30_000, 0, 30_000]) {
      const scene = new Scene();
      const first = scene.watcher('away');
      await first.look(down);
      scene.pass(LOOK_MS);
      await first.look(down);
      scene.pass(20_000);
      const second = scene.watcher('away', skewMs);
      expect((await second.look(down))?.service.forMs).toBe(LOOK_MS);
      scene.pass(LOOK_MS);
      expect((await second.look(down))?.service.forMs).toBe(2 * LOOK_MS);
    }
  });

  it('does not go on in a run that begins minutes later', async () => {
    const scene = new Scene();
    const first = scene.watcher('away');
    await first.look(down);
    scene.pass(LOOK_MS);
    await first.look(down);
    scene.pass(180_000);
    expect((await scene.watcher('away').look(down))?.service.forMs).toBe(0);
  });

  it('counts little of the time in which the process was frozen', async () => {
    const scene = new Scene();
    const watcher = scene.watcher('away');
    await watcher.look(down);
    scene.pass(600_000);
    expect((await watcher.look(down))?.service.forMs).toBe(1.5 * LOOK_MS);
  });
});

describe('the region of home', () => {
  it.each([
    [true, true, 'answers'],
    [true, false, 'partly'],
    [false, true, 'partly'],
    [false, false, 'silent'],
  ] as const)('with a table that answers (%s) and an STS that answers (%s): %s', async (table, sts, expected) => {
    const scene = new Scene();
    if (!table) scene.loseRegion();
    scene.doesStsAnswer = sts;
    expect((await scene.watcher('away').look(down))?.region.is).toBe(expected);
  });
});

describe('the row of another watcher', () => {
  it('is stale until it was seen to change, fresh then, and stale when it no longer does', async () => {
    const scene = new Scene();
    const [home, away] = [scene.watcher('home'), scene.watcher('away')];
    expect((await away.look(serves))?.home.kind).toBe('absent');
    await home.look(serves);
    expect((await away.look(serves))?.home.kind).toBe('stale');
    scene.pass(LOOK_MS);
    await home.look(serves);
    expect((await away.look(serves))?.home).toMatchObject({ kind: 'fresh', row: { service: { is: 'serves' } } });
    for (let ms = 0; ms < FRESH_MS; ms += LOOK_MS) {
      scene.pass(LOOK_MS);
      await away.look(serves);
    }
    expect((await away.look(serves))?.home.kind).toBe('stale');
  });

  it('is unread while its table gives no answer', async () => {
    const scene = new Scene();
    scene.loseRegion();
    expect((await scene.watcher('away').look(down))?.home.kind).toBe('unread');
  });

  it('that cannot be understood is no row', async () => {
    const scene = new Scene();
    scene.tables.home.items.set('watcher/watcher', {
      pk: { S: 'watcher' },
      sk: { S: 'watcher' },
      row: { S: '{"beat":1}' },
    });
    expect((await scene.watcher('away').look(down))?.home.kind).toBe('absent');
  });
});

it('a watcher that cannot write its row knows nothing', async () => {
  const scene = new Scene();
  scene.tables.away.behaviour = 'fails';
  expect(await scene.watcher('away').look(down)).toBeUndefined();
});

it('the witness writes what it sees of the region, and nothing about Vault', async () => {
  const scene = new Scene();
  const seen = await scene.watcher('witness').look();
  expect(seen?.row).toMatchObject({ watcher: 'witness', region: { is: 'answers' } });
  expect(seen?.row).not.toHaveProperty('service');
  expect(scene.tables.witness.items.has('watcher/watcher')).toBe(true);
});
