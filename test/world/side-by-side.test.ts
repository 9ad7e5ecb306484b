import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startWorld, type World } from '../local/world';
import { TEST_MS } from './limits';
import { operate, refusalOf, statusOf } from './operate';
import { giveTokens, SHORT } from './shared-world';

jest.setTimeout(TEST_MS);

const running: World[] = [];
async function start(): Promise<World> {
  const world = await startWorld({ timings: SHORT, insyncMs: 100, schedule: false });
  running.push(world);
  return world;
}
afterAll(() => Promise.all(running.map((world) => world.stop())));

/** Temporary folders of local worlds. */
const folders = (): string[] => readdirSync(tmpdir()).filter((name) => /^vault-dr-world-/.test(name));

interface Process {
  readonly pid: number;
  readonly command: string;
}

/** Running descendants of this process. */
function children(): Process[] {
  const parents = new Map<number, number>();
  const found: Process[] = [];
  for (const pid of readdirSync('/proc').map(Number).filter(Boolean)) {
    const [state, parent] = readOr('', `/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ');
    if (!state || state === 'Z') continue;
    parents.set(pid, Number(parent));
    found.push({ pid, command: readOr('', `/proc/${pid}/cmdline`).split('\0').join(' ') });
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isBelow(parent));
  };
  return found.filter(({ pid }) => isBelow(pid));
}

/** Reads a file of /proc, which disappears when its process ends. */
function readOr(otherwise: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

/** Addresses on which this process and its descendants listen, in the notation of the kernel. */
function listeners(): string[] {
  const sockets = new Set([process.pid, ...children().map(({ pid }) => pid)].flatMap(socketsOf));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
    readFileSync(`/proc/self/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      // LISTEN, or a UDP socket without a peer
      .filter(([, , , state, , , , , , inode]) => (state === '0A' || state === '07') && sockets.has(inode))
      .map(([, local = '']) => local),
  );
}

function socketsOf(pid: number): (string | undefined)[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      } catch {
        return undefined; // closed by now
      }
    });
  } catch {
    return []; // ended by now
  }
}

const emulators = (): Process[] => children().filter(({ command }) => /ministack|\bbao\b/.test(command));

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('two worlds side by side', () => {
  let one: World;
  let other: World;
  beforeAll(async () => {
    [one, other] = await Promise.all([start(), start()]);
  }, TEST_MS);

  it('begin without a token and with all weight on home', async () => {
    expect(await refusalOf(one, 'away', { operation: 'switchover' })).toMatch(
      /^The DR operation token is absent: .* Invoke dr-operation-token-gen/,
    );
    expect(await one.weights()).toEqual({ home: 255, away: 0 });
    expect(await one.regions.home.secret()).toBe('');
  });

  it('do not touch each other', async () => {
    await Promise.all([giveTokens(one), giveTokens(other)]);
    await operate(one, 'away', { operation: 'switchover' });
    expect(await statusOf(one)).toMatchObject({ healthy: true, primary: 'away' });
    expect(await statusOf(other)).toMatchObject({ healthy: true, primary: 'home' });
    expect(await other.weights()).toEqual({ home: 255, away: 0 });
    expect(await other.regions.home.journal()).toEqual([]);
  });

  it('can be switched at the same time', async () => {
    const results = await Promise.all([
      operate(one, 'home', { operation: 'failback' }),
      operate(other, 'away', { operation: 'switchover' }),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  });

  onLinux('listen only on loopback', () => {
    const addresses = listeners().map((address) => address.split(':')[0] ?? '');
    expect(addresses.length).toBeGreaterThan(5);
    // Little-endian: 7F is the last byte of 127.x.y.z.
    expect(addresses.filter((address) => !/^[0-9A-F]{6}7F$/.test(address))).toEqual([]);
  });

  onLinux('leave no process and no file behind', async () => {
    const [before, foldersBefore] = [emulators(), folders()];
    expect(before.length).toBeGreaterThanOrEqual(4); // ministack and OpenBao of each
    await Promise.all([one.stop(), other.stop()]);
    running.length = 0;
    expect(emulators()).toEqual([]);
    expect(foldersBefore.filter((name) => !folders().includes(name)).length).toBeGreaterThanOrEqual(2);
    expect(listeners()).toEqual([]);
  });
});
