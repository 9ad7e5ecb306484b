import { Evidence } from '../../../functions/dr-operations/evidence';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import type { Clock } from '../../../functions/shared/clock';
import { enterprise } from '../../../functions/dr-operations/replication/enterprise';
import { openVaultClients } from '../../../functions/shared/vault-config';
import { primary, secondary } from './worlds';

let now: number;
let wall: number;
const clock: Clock = { now: () => now, wall: () => wall, wait: () => Promise.resolve() };
const pass = (ms: number): void => {
  now += ms;
  wall += ms;
};

const addresses = { home: 'https://home.test', away: 'https://away.test' };
const vault = openVaultClients({ addresses, ca: undefined, probeTimeoutMs: 1000 });
const replication = enterprise({
  vault,
  clusterAddresses: { home: undefined, away: undefined },
  linkCaFile: undefined,
});
const gone: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };

/** Both clusters were seen a moment ago. */
function seen(home: ClusterObservation = primary(), away: ClusterObservation = secondary()): Evidence {
  const evidence = new Evidence({ replication, clock, probeTimeoutMs: 1000 });
  evidence.note('home', home);
  evidence.note('away', away);
  return evidence;
}

beforeEach(() => (now = wall = 0));

describe('Evidence, how fresh it is', () => {
  it('is fresh for two seconds', () => {
    const evidence = seen();
    pass(1_999);
    expect(evidence.isFresh).toBe(true);
    pass(1);
    expect(evidence.isFresh).toBe(false);
  });

  it('is as old as the older look of the two', () => {
    const evidence = seen();
    pass(2_000);
    evidence.note('home', primary());
    expect(evidence.isFresh).toBe(false);
  });

  it('is old after the process was frozen', () => {
    const evidence = seen();
    wall += 60_000;
    expect(evidence.isFresh).toBe(false);
  });
});

describe('Evidence, against what Vault accepted', () => {
  it('reports a cluster as changing while it shows its old role', () => {
    const evidence = seen();
    evidence.accept('home', 'secondary');
    evidence.note('home', primary());
    expect(evidence.of('home')).toMatchObject({ kind: 'changing', mode: undefined });
  });

  it('reports a cluster that showed its new role and then says primary again as a possible primary', () => {
    const evidence = seen();
    evidence.accept('home', 'secondary');
    evidence.note('home', secondary());
    pass(500);
    evidence.note('home', primary());
    expect(evidence.of('home')).toMatchObject({ kind: 'changing', mode: 'primary' });
  });

  it('reports a silent primary as gone only after some time', () => {
    const evidence = seen();
    evidence.note('home', primary());
    for (const ms of [0, 1_000]) {
      pass(ms);
      evidence.note('home', { kind: 'unreachable', cause: 'reset' });
      expect(evidence.of('home')).toMatchObject({ kind: 'changing', mode: 'primary' });
    }
    pass(1_000);
    evidence.note('home', { kind: 'unreachable', cause: 'reset' });
    expect(evidence.of('home')).toMatchObject({ kind: 'unreachable' });
  });

  it('believes a look at once if it agrees', () => {
    const evidence = seen();
    evidence.accept('away', 'primary');
    evidence.note('away', primary());
    expect(evidence.of('away')).toMatchObject({ kind: 'up', mode: 'primary' });
  });

  it('believes the old role only after some time', () => {
    const evidence = seen();
    evidence.accept('away', 'primary');
    for (const ms of [0, 1_000, 900]) {
      pass(ms);
      evidence.note('away', secondary());
      expect(evidence.of('away')).toMatchObject({ kind: 'changing' });
    }
    pass(1_000);
    evidence.note('away', secondary());
    expect(evidence.of('away')).toMatchObject({ kind: 'up', mode: 'secondary' });
  });

  it('never believes a single look that contradicts, however late it is', () => {
    const evidence = seen();
    evidence.accept('away', 'primary');
    evidence.note('away', primary());
    pass(10_000);
    evidence.note('away', secondary());
    expect(evidence.of('away')).toMatchObject({ kind: 'changing' });
    evidence.note('away', primary());
    expect(evidence.of('away')).toMatchObject({ kind: 'up', mode: 'primary' });
  });

  it('begins to count anew when another word comes in between', () => {
    const evidence = seen();
    evidence.accept('away', 'primary');
    pass(10_000);
    evidence.note('away', secondary());
    pass(1_500);
    evidence.note('away', gone);
    pass(1_500);
    evidence.note('away', secondary());
    expect(evidence.of('away')).toMatchObject({ kind: 'changing' });
  });

  it('lets a cluster go away, which contradicts nothing', () => {
    const evidence = seen();
    evidence.accept('home', 'secondary');
    evidence.note('home', gone);
    expect(evidence.of('home')).toEqual(gone);
  });
});

describe('Evidence, how long', () => {
  it('stands as long as the same word comes', () => {
    const evidence = seen();
    pass(1_000);
    evidence.note('home', primary({ lastWal: 7 }));
    pass(500);
    expect(evidence.stableMs('home')).toBe(1_000);
    evidence.note('home', gone);
    expect(evidence.stableMs('home')).toBe(0);
  });

  it('is silent since its last answer of any kind', () => {
    const evidence = seen(gone, { kind: 'sealed' });
    expect(evidence.silentMs('home')).toBe(Infinity);
    pass(3_000);
    evidence.note('away', gone);
    expect(evidence.silentMs('away')).toBe(3_000);
    evidence.accept('home', 'secondary');
    expect(evidence.silentMs('home')).toBe(0);
  });

  it('knows nothing of a cluster that was never looked at', () => {
    expect(() => new Evidence({ replication, clock, probeTimeoutMs: 1000 }).of('home')).toThrow('never looked at');
  });
});

describe('Evidence, of a cluster whose database is fenced', () => {
  /** A node says that it is active, and the database gives no answer. */
  const unseen = primary({ isStatusUnseen: true });

  it('does not believe a node that has not noticed that', () => {
    const evidence = seen();
    evidence.acceptFence('home');
    for (let looks = 0; looks < 4; looks++) {
      pass(1_000);
      evidence.note('home', unseen);
    }
    expect(evidence.of('home')).toMatchObject({ kind: 'changing', mode: undefined, isDatabaseFenced: true });
  });

  it('does not believe it either if somebody else has fenced it', () => {
    const evidence = seen({ kind: 'changing', mode: undefined, detail: 'a node is active', isDatabaseFenced: true });
    evidence.note('home', unseen);
    expect(evidence.of('home')).toMatchObject({ kind: 'changing', mode: undefined });
  });

  it('believes a node that still says so when it must have noticed', () => {
    const evidence = seen();
    evidence.acceptFence('home');
    for (let looks = 0; looks < 11; looks++) {
      pass(1_000);
      evidence.note('home', unseen);
    }
    expect(evidence.of('home')).toMatchObject({ kind: 'up', mode: 'primary' });
  });

  it('believes the database when it says that it is not', () => {
    const evidence = seen({ kind: 'changing', mode: undefined, detail: 'a node is active', isDatabaseFenced: true });
    evidence.note('home', primary());
    evidence.note('home', unseen);
    expect(evidence.of('home')).toMatchObject({ kind: 'up', mode: 'primary' });
  });
});
