import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillDocument, DrillsDocument } from '../../cli/documents';
import { DAYS } from '../../cli/config/schema';
import { Browser, CHROMIUM } from '../helpers/browser';
import { faultsOf } from '../screens/faults-of';
import { Operator } from './operator';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

/** A path that the client's token may write. */
const probePath = 'secret/data/client/drill';
const TARGETS = { probePath, rtoSeconds: 60, probesPerSecond: 20 };
const DRILL = ['drill', '--yes', '-o', 'json'];

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(async () => {
  operator.configure({ drill: TARGETS });
  await operator.calm();
});

const inBrowser = CHROMIUM ? it : it.skip;
const needs = CHROMIUM ? '' : ' (needs Chromium: apt-get install chromium)';

describe('vault-dr drill', () => {
  it('switches over and back, measures it as a client, and writes a report', async () => {
    const env = { VAULT_DR_PROBE_TOKEN: operator.world.clientToken };
    const { code, stdout } = await operator.run(DRILL, { env });
    expect(code).toBe(0);
    const { report, isInJournal, ...outcome } = JSON.parse(stdout) as DrillDocument;
    expect(isInJournal).toBe(true);
    expect(outcome).toMatchObject({
      verdict: 'met',
      probe: { kind: 'writes' },
      legs: [
        { to: 'away', lostWrites: 0 },
        { to: 'home', lostWrites: 0 },
      ],
    });
    for (const leg of outcome.legs) expect(leg.outageSeconds).toBeGreaterThan(0);
    const [html = '', svg = '', json = ''] = report.map((file) => readFileSync(join(operator.folder, file), 'utf8'));
    expect(html).toContain('Drill of dev (vault.dev.example.com): met');
    expect(svg).toMatch(/^<svg xmlns/);
    expect(JSON.parse(json)).toMatchObject(outcome);
    expect(operator.world.pair.lostWrites('home')).toEqual([]);
  });

  it('keeps each drill in the journal, and shows it over time in the next report', async () => {
    const env = { VAULT_DR_PROBE_TOKEN: operator.world.clientToken };
    const [first, second] = [await operator.run(DRILL, { env }), await operator.run(DRILL)];
    expect([first, second].map(({ stdout }) => (JSON.parse(stdout) as DrillDocument).isInJournal)).toEqual([
      true,
      true,
    ]);
    const { stdout } = await operator.run(['history', '--drills', '-n', '2', '-o', 'json']);
    const { drills } = JSON.parse(stdout) as DrillsDocument;
    expect(drills).toMatchObject([
      { measuredBy: 'health', targets: { rtoSeconds: 60 }, verdict: 'met', legs: [{ to: 'away' }, { to: 'home' }] },
      { measuredBy: 'writes', verdict: 'met', legs: [{ lostWrites: 0 }, { lostWrites: 0 }] },
    ]);
    const measured = drills.flatMap(({ legs }) =>
      legs.map(({ outageMs = 0, switchMs = 0 }) => ({ outageMs, switchMs })),
    );
    for (const { outageMs, switchMs } of measured) {
      expect(outageMs).toBeGreaterThan(0);
      expect(switchMs).toBeGreaterThan(0);
    }
    const { report } = JSON.parse(second.stdout) as DrillDocument;
    const page = readFileSync(join(operator.folder, report.find((file) => file.endsWith('.html')) ?? ''), 'utf8');
    const rows = page.slice(page.indexOf('<h2>Drills over time</h2>'), page.indexOf('<h2>What happened when</h2>'));
    expect(rows).toMatch(/measured by health; drill met[^]*RPO none, measured by writes; drill met/);
  });

  it('keeps a drill that --local has run', async () => {
    await operator.run([...DRILL, '--local', '--reason', 'from this machine']);
    const { stdout } = await operator.run(['history', '--drills', '-n', '1', '-o', 'json']);
    expect((JSON.parse(stdout) as DrillsDocument).drills).toMatchObject([{ reason: 'from this machine' }]);
  });

  inBrowser(`writes a report that is legible on a desk and on a phone${needs}`, async () => {
    const { stdout } = await operator.run(DRILL);
    const file = (JSON.parse(stdout) as DrillDocument).report.find((each) => each.endsWith('.html')) ?? '';
    const page = readFileSync(join(operator.folder, file), 'utf8');
    const browser = await Browser.start(CHROMIUM ?? '');
    try {
      for (const width of [1400, 360])
        for (const dark of [false, true]) expect(await faultsOf(browser, page, 'html', { width, dark })).toEqual([]);
    } finally {
      await browser.stop();
    }
  });

  it('finds an acknowledged write that is gone, and exits with 1', async () => {
    const cli = operator.start(DRILL, { env: { VAULT_DR_PROBE_TOKEN: operator.world.clientToken } });
    await cli.shows('to away');
    await operator.world.admin.write(`${probePath}/0`, { data: {} });
    const { code, stdout } = await cli.finished;
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'missed',
      legs: [
        { to: 'away', lostWrites: 1 },
        { to: 'home', lostWrites: 0 },
      ],
    });
    expect(code).toBe(1);
  });

  it('states what a probe without a token does not prove, and exits with 1 when a target is missed', async () => {
    operator.configure({ drill: { ...TARGETS, rtoSeconds: 0 } });
    const { code, stdout } = await operator.run(['drill', '--yes']);
    expect(code).toBe(1);
    expect(stdout).toContain('Drill of dev (vault.dev.example.com): missed');
    expect(stdout).toMatch(/FAIL {2} {2}client not served \(RTO\)/);
    expect(stdout).toContain('not that it accepted writes, and nothing about lost writes');
  });

  it('exits with 3 when the switchover back is refused', async () => {
    const cli = operator.start(DRILL);
    await cli.shows('to home');
    // From now on the old primary does not follow any more.
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const { code, stdout, stderr } = await cli.finished;
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unfinished', legs: [{ to: 'away' }, { to: 'home' }] });
    expect(stderr).toContain('the clients use away');
  });

  it('refuses outside its window', async () => {
    const today = DAYS[(new Date().getUTCDay() + 6) % 7];
    const days = DAYS.filter((day) => day !== today);
    operator.configure({ drill: { ...TARGETS, window: { days, from: '00:00', to: '23:59' } } });
    const before = operator.world.pair.drCalls.length;
    const { code, stderr } = await operator.run(DRILL);
    expect(code).toBe(2);
    expect(stderr).toContain('The drill window of dev is closed');
    expect(operator.world.pair.drCalls.length).toBe(before);
  });

  it('refuses while the pair is not healthy, and lists the problems', async () => {
    await operator.world.pair.away.inject({ kind: 'refuse' });
    const { code, stderr } = await operator.run(DRILL);
    expect(code).toBe(2);
    expect(stderr).toContain('Fix this first:\n  - away does not follow home');
  });

  it('refuses when the probe is not served', async () => {
    const env = { VAULT_DR_PROBE_TOKEN: 'not-a-token-of-this-vault' };
    const { code, stderr } = await operator.run(DRILL, { env });
    expect(code).toBe(2);
    expect(stderr).toContain('The probe is not served');
    expect(stderr).not.toContain('not-a-token');
  });
});

it('never shows a secret', async () => {
  for (const secret of await operator.secrets()) expect(operator.whatWasSeen()).not.toContain(secret);
});
