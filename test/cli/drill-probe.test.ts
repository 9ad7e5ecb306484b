import { WriteCheck } from '../../cli/drill/probe-kinds';
import { meets, verdictOf, type Leg } from '../../cli/drill/outcome';
import { Secret } from '../../functions/shared/secret';

const ok = { status: 200, text: '' };
/** A secret engine that can lose acknowledged writes. */
function memory(): {
  write: (check: WriteCheck) => void;
  forget: () => void;
  find: (check: WriteCheck) => ReturnType<WriteCheck['findLost']>;
} {
  const now = new Map<string, string>();
  let kept = now;
  return {
    write: (check) => {
      const step = check.next();
      if (!step) throw new Error('the probe leaves this turn out');
      now.set(step.request.path, JSON.stringify({ data: step.request.body }));
      step.judge(ok);
    },
    forget: () => (kept = new Map()),
    find: (check) =>
      check.findLost(({ path }) => {
        const text = kept.get(path);
        return Promise.resolve(text === undefined ? { status: 404, text: '{}' } : { status: 200, text });
      }),
  };
}

describe('WriteCheck', () => {
  it('finds nothing lost when every write is present', async () => {
    const check = new WriteCheck('secret/data/drill', new Secret('t'));
    const store = memory();
    for (let count = 0; count < 25; count++) store.write(check);
    expect(await store.find(check)).toEqual([]);
  });

  it('finds every acknowledged write that is lost', async () => {
    const check = new WriteCheck('secret/data/drill', new Secret('t'));
    const store = memory();
    for (let count = 0; count < 25; count++) store.write(check);
    store.forget();
    expect(await store.find(check)).toHaveLength(25);
  });

  it('does not count writes that were not acknowledged', async () => {
    const check = new WriteCheck('secret/data/drill', new Secret('t'));
    check.next()?.judge(undefined);
    expect(check.next()?.judge({ status: 503, text: '' })).toBe('status 503');
    expect(await memory().find(check)).toEqual([]);
  });

  it('fails when it cannot read back, instead of reporting a loss', async () => {
    const check = new WriteCheck('secret/data/drill', new Secret('t'));
    check.next()?.judge(ok);
    await expect(check.findLost(() => Promise.resolve({ status: 403, text: '{}' }))).rejects.toThrow('status 403');
  });
});

describe('the verdict of a drill', () => {
  const targets = { rtoSeconds: 10, rpoSeconds: 0 };
  const done = { kind: 'result', result: { outcome: 'done' } } as Leg['outcome'];
  const leg: Leg = { to: 'away', startedAt: '', durationMs: 1, outcome: done, outageSeconds: 3, lossSeconds: 0 };

  it('is met when both switchovers meet the targets', () => {
    expect(verdictOf([leg, leg], targets)).toBe('met');
  });

  it.each([
    ['the client waited too long', { outageSeconds: 11 }],
    ['a write was lost', { lossSeconds: 0.1 }],
    ['the writes could not be read back', { unread: 'status 403' }],
  ])('is missed when %s', (_name, change) => {
    expect(meets({ ...leg, ...change }, targets)).toBe(false);
    expect(verdictOf([leg, { ...leg, ...change }], targets)).toBe('missed');
  });

  it('is unfinished when a switchover was not done', () => {
    expect(verdictOf([leg], targets)).toBe('unfinished');
    const refused = { kind: 'refused', errorType: 'PlanRefusedError', message: '', needs: [] } as const;
    expect(verdictOf([leg, { ...leg, outcome: refused }], targets)).toBe('unfinished');
  });
});
