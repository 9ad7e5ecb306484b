import { WriteCheck, type ProbeStep } from '../../cli/drill/probe-kinds';
import { meets, verdictOf, type Leg } from '../../cli/drill/outcome';
import { Secret } from '../../functions/shared/secret';

type Answer = NonNullable<Parameters<ProbeStep['judge']>[0]>;

/** A secret engine that can lose what it acknowledged, with the probe that writes to it. */
class Store {
  readonly check = new WriteCheck('secret/data/drill', new Secret('t'), 1);
  #secrets = new Map<string, string>();
  /** Paths in the order of the reads. */
  readonly reads: string[] = [];
  /** Answers some reads in another way. */
  intercept: (path: string) => Answer | undefined = () => undefined;

  write(count: number): void {
    for (let written = 0; written < count; written++) {
      const { request, judge } = this.check.next();
      this.#secrets.set(request.path, JSON.stringify({ data: request.body }));
      judge({ status: 200, text: '' });
    }
  }

  /** A write that arrives, and whose answer does not. */
  writeUnheard(): void {
    const { request, judge } = this.check.next();
    this.#secrets.set(request.path, JSON.stringify({ data: request.body }));
    judge(undefined);
  }

  /** Does something, then loses whatever it wrote, as a cluster that had not received it. */
  losing(act: () => void): void {
    const before = new Map(this.#secrets);
    act();
    this.#secrets = before;
  }

  async lost(): Promise<number> {
    const found = await this.check.findLost(async ({ path }) => {
      await Promise.resolve();
      this.reads.push(path);
      const text = this.#secrets.get(path);
      const answer = text === undefined ? { status: 404, text: '{"errors":[]}' } : { status: 200, text };
      return this.intercept(path) ?? answer;
    });
    return found.length;
  }
}

describe('WriteCheck', () => {
  it('finds nothing lost when everything is there', async () => {
    const store = new Store();
    store.write(25);
    expect(await store.lost()).toBe(0);
  });

  it('finds every acknowledged write that is gone', async () => {
    const store = new Store();
    store.losing(() => store.write(25));
    expect(await store.lost()).toBe(25);
  });

  it('finds a loss although the probe wrote many times since', async () => {
    const store = new Store();
    store.write(30);
    store.losing(() => store.write(2));
    store.write(100);
    expect(await store.lost()).toBe(2);
  });

  it('counts no write that is acknowledged while it reads', async () => {
    const store = new Store();
    store.write(10);
    store.intercept = () => {
      if (store.reads.length < 50) store.write(10);
      return undefined;
    };
    expect(await store.lost()).toBe(0);
  });

  it('reads writes that were acknowledged during a reading at the next one', async () => {
    const store = new Store();
    store.write(1);
    store.losing(() => undefined);
    store.intercept = () => {
      if (store.reads.length === 1) store.losing(() => store.write(3));
      return undefined;
    };
    expect(await store.lost()).toBe(0);
    expect(await store.lost()).toBe(3);
  });

  it('counts a lost write once', async () => {
    const store = new Store();
    store.losing(() => store.write(4));
    expect(await store.lost()).toBe(4);
    store.write(4);
    expect(await store.lost()).toBe(0);
  });

  it('does not count what was never acknowledged', async () => {
    const store = new Store();
    store.check.next().judge(undefined);
    expect(store.check.next().judge({ status: 503, text: '' })).toBe('status 503');
    expect(await store.lost()).toBe(0);
  });

  it('never writes again to the secret of a write that may still arrive', async () => {
    const store = new Store();
    store.writeUnheard();
    store.write(1);
    expect(await store.lost()).toBe(0);
    const paths = [store.check.next(), store.check.next()].map(({ request }) => request.path);
    expect(paths).toEqual(['/v1/secret/data/drill/1', '/v1/secret/data/drill/2']);
  });

  it('writes again to secrets that were read back, so that their number stays small', async () => {
    const store = new Store();
    for (let leg = 0; leg < 5; leg++) {
      store.write(10);
      await store.lost();
    }
    expect(new Set(store.reads).size).toBe(10);
  });

  it('does not call a write lost that a node shows only later', async () => {
    const store = new Store();
    store.write(5);
    store.intercept = () => (store.reads.length <= 5 ? { status: 404, text: '{"errors":[]}' } : undefined);
    expect(await store.lost()).toBe(0);
  });

  it.each<[string, Answer]>([
    ['status 403', { status: 403, text: '{}' }],
    ['status 404 with an error', { status: 404, text: '{"errors":["no handler for route"]}' }],
    ['status 200 without JSON', { status: 200, text: '<html>' }],
  ])('fails when it cannot read (%s), instead of calling it lost or kept', async (why, answer) => {
    const store = new Store();
    store.write(1);
    store.intercept = () => answer;
    await expect(store.lost()).rejects.toThrow(why);
  });

  it('reads again at the next call what it could not read', async () => {
    const store = new Store();
    store.losing(() => store.write(2));
    store.intercept = () => ({ status: 503, text: '' });
    await expect(store.lost()).rejects.toThrow('status 503');
    store.intercept = () => undefined;
    expect(await store.lost()).toBe(2);
  });
});

describe('the verdict of a drill', () => {
  const targets = { rtoSeconds: 10 };
  const done = { kind: 'result', result: { outcome: 'done' } } as Leg['outcome'];
  const leg: Leg = {
    to: 'away',
    startedAt: '',
    durationMs: 1,
    outcome: done,
    outageSeconds: 3,
    servedAgain: true,
    lostWrites: 0,
    lossSeconds: 0,
  };

  it('is met when both switchovers meet the targets', () => {
    expect(verdictOf([leg, leg], targets)).toBe('met');
  });

  it.each<[string, Partial<Leg>]>([
    ['the outage was too long', { outageSeconds: 11 }],
    ['the client was not served in the end', { servedAgain: false }],
    ['a write was lost', { lostWrites: 1, lossSeconds: 0.1 }],
    ['a write was lost whose age is not known', { lostWrites: 1, lossSeconds: 0 }],
    ['the writes could not be read back', { unread: 'status 403' }],
  ])('is missed when %s', (_name, change) => {
    expect(meets({ ...leg, ...change }, targets)).toBe(false);
    expect(verdictOf([leg, { ...leg, ...change }], targets)).toBe('missed');
  });

  it('is unfinished when a switchover was not done, or not begun', () => {
    expect(verdictOf([leg], targets)).toBe('unfinished');
    const refused = { kind: 'refused', errorType: 'PlanRefusedError', message: '', needs: [] } as const;
    expect(verdictOf([leg, { ...leg, outcome: refused }], targets)).toBe('unfinished');
  });
});
