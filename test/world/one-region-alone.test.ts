import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterName } from '../../functions/shared/contract';
import { startCli, type Finished } from '../cli/run-cli';
import { until } from '../helpers/until';
import { messageOf, succeeded } from '../local/invocation';
import { writeOperatorFiles } from '../local/operator-files';
import { TEST_MS } from './limits';
import { alarmsAfterLooks } from './look';
import { loseRegion } from './lose-region';
import { statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

/** With a hosted zone in another account, every look and every operation needs STS. */
const shared = shareWorld({ zoneRole: 'vault-dr-zone-alone' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-dr-alone-'));
  writeOperatorFiles(shared.current, folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const vaultDr = (...args: readonly string[]): Promise<Finished> => startCli(args, { cwd: folder }).finished;

/** When the token in the secret of a region was made. */
async function issuedAt(cluster: ClusterName): Promise<number> {
  const { issuedAt: text } = JSON.parse(await shared.current.regions[cluster].secret()) as { issuedAt: string };
  return Date.parse(text);
}

async function rotates(cluster: ClusterName): Promise<void> {
  const before = await issuedAt(cluster);
  succeeded(await shared.current.invoke(cluster, 'dr-operation-token-gen'));
  expect(await issuedAt(cluster)).toBeGreaterThan(before);
}

/** A client that knows nothing but the name writes to this cluster. */
async function clientWritesTo(cluster: ClusterName): Promise<void> {
  const client = shared.current.client();
  const { host } = shared.current.pair[cluster];
  client.start();
  try {
    await until(() => client.acknowledged.some(({ address }) => address === host));
  } finally {
    await client.stop();
  }
}

describe.each(['silent', 'cut'] as const)('while the region of home is %s', (loss) => {
  beforeEach(() => loseRegion(shared.current, 'home', loss));

  it('the status from away says that there is no primary, and which command to run', async () => {
    const { code, stdout } = await vaultDr('status');
    expect(code).toBe(0);
    expect(stdout).toContain('NO PRIMARY');
    expect(stdout).toContain('vault-dr failover dev');
    expect(stdout).toMatch(/^home +\? /m);
  });

  it('the watch of away raises its alarms, and a failover is possible', async () => {
    const alarms = [
      'link-down',
      'look-tomorrow',
      'needs-a-person',
      'no-primary',
      'silent-tables',
      'switchover-possible',
    ];
    expect(await alarmsAfterLooks(shared.current, 'away', alarms)).toEqual(alarms);
  });

  it('a rotation without a primary keeps the token that a failover needs', async () => {
    const before = await shared.current.regions.away.secret();
    expect(messageOf(await shared.current.invoke('away', 'dr-operation-token-gen'))).toContain('primary');
    expect(await shared.current.regions.away.secret()).toBe(before);
  });

  it('away fails over, clients write to it, it rotates its token, and the status says so', async () => {
    const failover = await vaultDr('failover', 'dev', '--yes', '--reason', 'the region is lost');
    expect(failover).toMatchObject({ code: 0 });
    await clientWritesTo('away');
    await rotates('away');
    expect(await statusOf(shared.current, 'away')).toMatchObject({ primary: 'away', weights: { home: 0, away: 255 } });
    const alarms = [
      'failover-possible',
      'link-down',
      'look-tomorrow',
      'needs-a-person',
      'silent-tables',
      'switchover-possible',
    ];
    expect(await alarmsAfterLooks(shared.current, 'away', alarms)).toEqual(alarms);
  });
});

describe.each(['silent', 'cut'] as const)('while the region of away is %s', (loss) => {
  beforeEach(() => loseRegion(shared.current, 'away', loss));

  it('home serves and rotates its token', async () => {
    await clientWritesTo('home');
    await rotates('home');
  });

  it('the status says that home is primary, and advises nothing that the lost region would have to do', async () => {
    const { code, stdout } = await vaultDr('status');
    expect(code).toBe(0);
    expect(stdout).toContain('not healthy: home is primary');
    expect(stdout).toContain('The Lambda in the region of away does not answer');
    expect(stdout).not.toContain('vault-dr token rotate');
  });

  it('the watch of home raises its alarms', async () => {
    const alarms = [
      'failover-possible',
      'link-down',
      'look-tomorrow',
      'needs-a-person',
      'silent-tables',
      'switchover-possible',
    ];
    expect(await alarmsAfterLooks(shared.current, 'home', alarms)).toEqual(alarms);
  });
});

it('an operator without any file finds the pair in what the region that is left publishes', async () => {
  await loseRegion(shared.current, 'home', 'cut');
  rmSync(join(folder, 'vault-dr.json'));
  const args = ['failover', 'dev', '--region', shared.current.regions.away.name, '--dry-run', '--reason', 'it is lost'];
  const env = { AWS_ENDPOINT_URL: shared.current.aws.url };
  const { code, stdout } = await startCli(args, { cwd: folder, env }).finished;
  expect(code).toBe(0);
  expect(stdout).toContain('promote away');
});
