import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../helpers/until';
import { ByHand, stepsByHand } from '../../local/community/by-hand';
import { DeployedPair } from '../../local/community/deployed-pair';
import { CommunityOperator } from '../../local/community/operator';

jest.setTimeout(300_000);

const CHANGE = '<the id that the change printed>';
const ACTIVE = '<host of the active server>';
const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'community.md'), 'utf8');
/** What parks a cluster, on the page. It is run at the cluster itself. */
const MARK = /`(vault write dr\/parked [^`]+)`/.exec(PAGE)?.[1] ?? '';

/** One story: each test goes on where the last one ended. */
describe('a deployed CommunityVaultDr that parks an old primary', () => {
  let pair: DeployedPair;
  let hand: ByHand | undefined;
  let operator: CommunityOperator | undefined;
  let runbook = '';
  beforeAll(async () => (pair = await DeployedPair.start({ parks: true })));
  afterAll(async () => {
    hand?.stop();
    operator?.stop();
    await pair.stop();
  });

  const operate = (cluster: 'home' | 'away', event: object): Promise<Record<string, unknown>> =>
    pair.invoke(cluster, 'community-operations', { reason: 'a test', ...event });
  const roles = async (): Promise<unknown> => {
    const { clusters } = await operate('away', { operation: 'status' });
    const { home, away } = clusters as Record<'home' | 'away', { role: string }>;
    return `${home.role} ${away.role}`;
  };

  it('keeps a file of the parked cluster beside the copies', async () => {
    expect(await pair.invoke('away', 'snapshot-puller')).toMatchObject({ parkedFile: 'taken' });
  });

  it('parks the old primary in one call, when it is back after a failover', async () => {
    await pair.nodes.home.kill();
    expect(await operate('away', { operation: 'failover' })).toMatchObject({ outcome: 'done' });
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status }) => status === 200);
    const result = await operate('away', { operation: 'rejoin', to: 'away', accept: ['loss'] });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(await pair.invoke('home', 'snapshot-puller')).toMatchObject({ source: 'away', parkedFile: 'taken' });
    expect(await roles()).toBe('secondary primary');
  });

  it('switches over to home, and parks away', async () => {
    expect(await operate('home', { operation: 'switchover', to: 'home' })).toMatchObject({ outcome: 'done' });
    await pair.invoke('away', 'snapshot-puller');
    expect(await roles()).toBe('primary secondary');
    expect(await pair.weights()).toEqual({ home: 255, away: 0 });
  });

  it('has printed commands that let home serve again, whose servers were told to stop', async () => {
    const { home } = pair.nodes;
    hand = new ByHand(
      { endpoint: pair.operatorPlace.endpoint, ca: pair.ca },
      { AWS_ENDPOINT_URL_SSM: pair.serversUrl, VAULT_TOKEN: pair.rootToken },
    );
    operator = new CommunityOperator(pair.operatorPlace);
    runbook = (await operator.run('runbook')).stdout;
    expect(await pair.fenceRows((rows) => rows.write('home', Date.now()))).toBe(2);
    await home.kill();
    const steps = stepsByHand(runbook, 'Home is stopped, and nothing was promoted');
    expect(steps.map(({ kind }) => kind)).toEqual(['unfence']);
    for (const command of steps.flatMap(({ commands }) => commands)) await hand.run(command);
    expect(await pair.fenceRows((rows) => rows.read())).toEqual([]);
    await home.until('it serves', ({ status }) => status === 200);
    expect(await roles()).toBe('primary secondary');
  });

  it('is handed over by the commands of the runbook, without the Lambdas, and loses nothing', async () => {
    const { home, away } = pair.nodes;
    // No file of the schedule has it.
    await home.must('POST', 'cubbyhole/last', { token: pair.rootToken, body: { value: 'the last write' } });
    const before = pair.commandsSent.length;
    const said: Record<string, string> = {};
    for (const { kind, commands } of stepsByHand(runbook, 'Planned maintenance of the primary')) {
      // Its servers have to be emptied first: the next test.
      if (kind === 'link') continue;
      const change = /"Id": "([^"]+)"/.exec(said['switch-dns'] ?? '')?.[1] ?? '';
      const isSpread = `aws route53 get-change --id ${change} | grep INSYNC`;
      if (kind === 'confirm-dns') await until(() => hand?.run(isSpread).then(Boolean, () => false) ?? false);
      said[kind] = '';
      for (const command of commands) {
        const isRestore = command.includes('raft snapshot restore');
        if (isRestore) hand?.set('VAULT_TOKEN', pair.parkedToken);
        said[kind] += (await hand?.run(command.replace(CHANGE, change).replace(ACTIVE, '127.0.0.1'))) ?? '';
        if (isRestore) hand?.set('VAULT_TOKEN', pair.rootToken);
      }
      if (kind === 'promote') await away.until('it serves', ({ status }) => status === 200);
    }
    expect(said['catch-up']).toMatch(/"Index":\d+/);
    expect(pair.commandsSent.slice(before)).toMatchObject([
      { cluster: 'home', action: 'stop', except: '127.0.0.1' },
      { cluster: 'away', action: 'restart', except: '127.0.0.1' },
      { cluster: 'away', action: 'restart', except: 'none', only: '127.0.0.1' },
    ]);
    const { data } = await away.must('GET', 'cubbyhole/last', { token: pair.rootToken });
    expect(data).toEqual({ value: 'the last write' });
    expect(await home.health()).toBe(503);
    expect(await pair.weights()).toEqual({ home: 0, away: 255 });
  });

  it('is parked by the commands of the runbook and of the page, on servers that were emptied', async () => {
    const { home } = pair.nodes;
    await home.kill();
    home.wipe();
    await home.start();
    const token = await home.initialise();
    await pair.applyVaultSettings('home', token);
    hand?.set('VAULT_TOKEN', token);
    hand?.set('VAULT_ADDR', home.address);
    const steps = stepsByHand(runbook, 'Planned maintenance of the primary').filter(({ kind }) => kind === 'link');
    const commands = [...steps.flatMap((step) => step.commands), MARK];
    expect(commands.filter((command) => command.startsWith('vault write'))).toHaveLength(2);
    for (const command of commands) await hand?.run(command);
    expect(await pair.invoke('home', 'snapshot-puller')).toMatchObject({ source: 'away' });
    expect(await operate('away', { operation: 'rejoin' })).toMatchObject({ outcome: 'done' });
    expect(await operate('away', { operation: 'status' })).toMatchObject({ healthy: true });
    expect(await roles()).toBe('secondary primary');
  });

  it('logs no token and no key of the clusters that were initialised', () => {
    expect(pair.logs()).not.toMatch(/root_token|recovery_keys|\bs\.[A-Za-z0-9]{24}/);
  });
});
