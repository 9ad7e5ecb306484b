import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { ResourceChange } from '../../../delivery/summary/plan-json';
import { CONFIGS } from '../../../live/environments';
import { applyOnce, BUCKET, shareDev } from '../dev-in-aws';
import { planted, plantTerraform } from '../planted-terraform';

const STATE = 'vault-dr/dev/terraform.tfstate';
const SYNTHESISED = 'out/synth/dev/stacks/vault-dr-dev';

const shared = shareDev(applyOnce);

afterEach(() => {
  shared.current.s3.refuse = () => undefined;
  shared.current.variables = {};
});

interface PullRequest {
  /** What its build hands over: a folder. */
  readonly stack: string;
  /** The pull request, merged with its target. */
  readonly commit: string;
}

/** Makes a change on a branch, synthesises it there, and returns to main. */
async function openPullRequest(): Promise<PullRequest> {
  const { team, work } = shared.current;
  team.git('switch', '--quiet', '--force-create', 'change');
  const commit = shared.current.change();
  await shared.current.succeed('synth');
  const stack = join(work, `stack-${commit}`);
  cpSync(join(team.folder, SYNTHESISED), stack, { recursive: true });
  team.git('switch', '--quiet', 'main');
  await shared.current.succeed('synth');
  return { stack, commit };
}

const review = ({ stack, commit }: PullRequest): Promise<string> =>
  shared.current.succeed('review', '--change', stack, '--tree', commit);

/** Squashes the pull request into main. */
function squash(): void {
  const { team } = shared.current;
  team.git('merge', '--quiet', '--squash', 'change');
  team.commit({}, 'feat: change');
  team.push();
}

const written = (path: string): string => readFileSync(join(shared.current.team.folder, path), 'utf8');

/** Somebody changes what the last apply made, by hand. */
async function changeByHand(): Promise<void> {
  const state = JSON.parse(await shared.current.read(STATE)) as {
    serial: number;
    resources: { instances: { attributes: { input: { value: { version: string } } } }[] }[];
  };
  const [instance] = state.resources[0]?.instances ?? [];
  if (instance) instance.attributes.input.value.version = 'changed by hand';
  await shared.current.write(STATE, JSON.stringify({ ...state, serial: state.serial + 1 }));
}

const serialNow = async (): Promise<number> =>
  (JSON.parse(await shared.current.read(STATE)) as { serial: number }).serial;

/** Expects that nothing is applied meanwhile. */
async function expectUntouched<T>(task: () => Promise<T>): Promise<T> {
  const before = [await serialNow(), (await shared.current.keys('evidence/applies/')).length];
  const result = await task();
  expect([await serialNow(), (await shared.current.keys('evidence/applies/')).length]).toEqual(before);
  return result;
}

describe('a pull request', () => {
  it('is planned as data, and its merge is applied without a person', async () => {
    const { team } = shared.current;
    const change = await openPullRequest();
    const summary = await review(change);
    expect(summary).toMatch(/^### Plan for dev: 1 replaced/);
    expect(summary).toContain(`commit \`${change.commit.slice(0, 12)}\``);
    const tree = team.git('rev-parse', `${change.commit}^{tree}`);
    const [key = ''] = await shared.current.keys(`evidence/reviews/${tree}/`);
    expect(JSON.parse(await shared.current.read(key))).toEqual(JSON.parse(written('out/review/dev/review.json')));
    expect(summary.startsWith(written('out/review/dev/summary.md'))).toBe(true);

    squash();
    expect(await shared.current.succeed('apply')).toContain('Apply complete!');
    const commit = team.git('rev-parse', 'HEAD');
    expect(commit).not.toBe(change.commit);
    expect(await shared.current.lastApply()).toMatchObject({
      commit,
      tree,
      result: 'applied',
      review: key,
      skipped: [],
    });
    expect(existsSync(join(team.folder, 'out/apply/dev/ask.json'))).toBe(false);
  });

  it('is refused when its stack runs something, and leaves no record', async () => {
    const change = await openPullRequest();
    const file = join(change.stack, 'cdk.tf.json');
    const stack = JSON.parse(readFileSync(file, 'utf8')) as { resource: { terraform_data: { module: object } } };
    const provisioner = { 'local-exec': { command: 'touch planted' } };
    stack.resource.terraform_data.module = { ...stack.resource.terraform_data.module, provisioner };
    writeFileSync(file, JSON.stringify(stack));
    const before = await shared.current.keys('evidence/');
    expect(await shared.current.fail('review', '--change', change.stack, '--tree', change.commit)).toBe(
      'the stack of the pull request is not planned: terraform_data.module has a provisioner, which runs a program',
    );
    expect(await shared.current.keys('evidence/')).toEqual(before);
    expect(existsSync(join(shared.current.team.folder, 'out/review/dev/summary.md'))).toBe(false);
  });

  it('is not applied when its build handed in another stack than the one that its content gives', async () => {
    const { stack } = await openPullRequest();
    const { commit } = await openPullRequest();
    await review({ stack, commit });
    squash();
    const { why } = await expectUntouched(() => shared.current.ask());
    expect(why).toContain('main synthesises another stack than the one that was reviewed');
    expect(why.join('\n')).toMatch(/terraform_data\.module: input: reviewed .* now /);
  });

  it('is not applied when somebody planted another record among its reviews', async () => {
    const change = await openPullRequest();
    await review(change);
    const tree = shared.current.team.git('rev-parse', `${change.commit}^{tree}`);
    const forged = written('out/review/dev/review.json').replace(/"digest": "\w{8}/, '"digest": "00000000');
    await shared.current.write(`evidence/reviews/${tree}/9.json`, forged);
    squash();
    expect(await expectUntouched(() => shared.current.fail('apply'))).toMatch(
      new RegExp(`^evidence/reviews/${tree}/9.json in the bucket ${BUCKET} .*: find out who did, and change nothing`),
    );
  });

  it('waits for a person when the environment has changed since its review, and says how', async () => {
    await review(await openPullRequest());
    squash();
    await changeByHand();
    const { why, digest } = await expectUntouched(() => shared.current.ask());
    expect(why[0]).toBe('dev would change otherwise than reviewed:');
    expect(why[1]).toMatch(/^ {2}terraform_data\.module: input: reviewed .* now .*changed by hand/);
    expect(written('out/apply/dev/ask.md')).toContain(`APPROVED=${digest}`);

    const stale = '0'.repeat(64);
    const again = await shared.current.ask('--approved', stale, '--approver', 'jo');
    expect(again.why[0]).toBe(`${stale} was approved, and the plan of dev has another digest now: ${digest}`);

    await shared.current.succeed('apply', '--approved', digest, '--approver', 'jo');
    expect(await shared.current.lastApply()).toMatchObject({
      result: 'applied',
      digest,
      approval: { by: 'jo', digest, addresses: [] },
    });
  });
});

describe('a merge that does not touch an environment', () => {
  it('changes nothing there when somebody has changed it by hand', async () => {
    const base = shared.current.team.git('rev-parse', 'HEAD');
    shared.current.team.commit({ 'README.md': 'Another text.\n' }, 'docs: another text');
    shared.current.team.push();
    await changeByHand();
    await shared.current.review();
    const { why } = await expectUntouched(() => shared.current.ask());
    expect(why).toEqual([
      `nothing that dev is made of has changed since ${base}, so somebody changed it by hand, or it was never applied`,
    ]);
    const { code, stdout, stderr } = await shared.current.deliver('drift');
    expect([code, stderr]).toEqual([2, 'dev differs from its code: plan and apply, or change the code\n']);
    expect(stdout).toContain('changed by hand');
  });
});

describe('an older commit of main', () => {
  it('is not applied again', async () => {
    const old = shared.current.team.git('rev-parse', 'HEAD');
    await shared.current.applyChange();
    shared.current.team.git('checkout', '--quiet', old);
    expect(await expectUntouched(() => shared.current.fail('apply'))).toMatch(/^only the tip of main is applied/);
    shared.current.team.git('checkout', '--quiet', 'main');
  });
});

describe('an environment that needs an approval', () => {
  const { environment } = CONFIGS.dev;
  const APPROVERS = `export const APPROVERS = { jo: ['JO@example.com'], alex: ['alex@example.com'] };\n`;

  /** Merges a change of whether dev needs an approval, with other files. */
  function setNeed(needsApproval: boolean, files: Readonly<Record<string, string>> = {}): void {
    const config = written('live/dev/config.ts').replace(/ needsApproval: \w+,/, '');
    const line = `environment: '${environment}',`;
    const changed = config.replace(line, `${line} needsApproval: ${needsApproval},`);
    shared.current.team.commit({ 'live/dev/config.ts': changed, ...files }, 'feat: the rules');
    shared.current.team.push();
  }

  beforeAll(async () => {
    setNeed(true, { 'live/approvers.ts': APPROVERS });
    await shared.current.succeed('apply');
  });

  const refused = (digest: string, name: string): Promise<string> =>
    expectUntouched(() => shared.current.fail('apply', '--approved', digest, '--approver', name));

  it('is changed by a review alone never, by its author never, and by somebody else', async () => {
    shared.current.merge();
    await shared.current.review();
    const question = await expectUntouched(() => shared.current.ask());
    expect(question).toMatchObject({
      needsApproval: true,
      why: ['dev is changed only with the approval of somebody other than the author'],
    });
    const { digest } = question;
    expect(await refused(digest, 'jo')).toMatch(
      /^dev was not changed: jo \(JO@example\.com\) wrote a part of what is new/,
    );
    expect(await refused(digest, 'mallory')).toMatch(/^dev was not changed: mallory is not in live\/approvers\.ts/);
    await shared.current.succeed('apply', '--approved', digest, '--approver', 'alex');
    expect((await shared.current.lastApply()).approval?.by).toBe('alex');
  });

  it('needs it also for the change that takes that away, and from nobody whom the change adds', async () => {
    const more = APPROVERS.replace('jo:', "mallory: ['mallory@example.com'], jo:");
    shared.current.change();
    setNeed(false, { 'live/approvers.ts': more });
    await shared.current.review();
    const { needsApproval, digest } = await expectUntouched(() => shared.current.ask());
    expect(needsApproval).toBe(true);
    expect(await refused(digest, 'mallory')).toContain('or was not when dev was applied last');
    await shared.current.succeed('apply', '--approved', digest, '--approver', 'alex');
    expect((await shared.current.lastApply()).rules.needsApproval).toBe(false);
  });
});

describe('a plan that loses or moves something', () => {
  const change = (address: string, type: string, { actions, before, after }: Partial<ResourceChange['change']>) =>
    ({ address, type, mode: 'managed', change: { actions, before, after } }) as ResourceChange;
  const KEY = change('aws_kms_key.home["a b"]', 'aws_kms_key', {
    actions: ['delete', 'create'],
    before: {},
    after: {},
  });

  beforeEach(() => {
    shared.current.variables = { PATH: plantTerraform(join(shared.current.work, 'planted-bin')), ...planted(KEY) };
  });

  describe('and changes the records', () => {
    let dns: Route53Client;
    let zone: string;
    const { clientName: Name, home } = CONFIGS.dev;
    const record = (identifier: string, before: number, after: number, ttl: number) => {
      const values = (weight: number, seconds: number) => ({
        zone_id: zone,
        type: 'CNAME',
        set_identifier: identifier,
        ttl: seconds,
        weighted_routing_policy: [{ weight }],
      });
      return change(`aws_route53_record.${identifier}`, 'aws_route53_record', {
        actions: ['update'],
        before: values(before, 10),
        after: values(after, ttl),
      });
    };
    const setWeights = (weights: Readonly<Record<string, number>>) =>
      dns.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: zone,
          ChangeBatch: {
            Changes: Object.entries(weights).map(([SetIdentifier, Weight]) => ({
              Action: 'UPSERT',
              ResourceRecordSet: {
                Name,
                Type: 'CNAME',
                TTL: 10,
                SetIdentifier,
                Weight,
                ResourceRecords: [{ Value: 'vault.example.com' }],
              },
            })),
          },
        }),
      );

    beforeAll(async () => {
      const { accountId: accessKeyId, hostedZoneId } = CONFIGS.dev;
      const credentials = { accessKeyId, secretAccessKey: 'test' };
      dns = new Route53Client({ region: home.region, endpoint: shared.current.url, credentials });
      const create = new CreateHostedZoneCommand({ Name: 'dev.example.com', CallerReference: '1' });
      zone = (await dns.send(create)).HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
      const config = written('live/dev/config.ts').replace(hostedZoneId, zone);
      shared.current.team.commit({ 'live/dev/config.ts': config }, 'feat: a zone');
      shared.current.team.push();
    });

    afterAll(() => dns.destroy());

    it('is refused after a failover that it does not know of', async () => {
      await setWeights({ home: 255, away: 0 });
      Object.assign(shared.current.variables, planted(record('home', 255, 255, 60)));
      await openPullRequest().then(review);
      squash();
      await setWeights({ home: 0, away: 255 });
      expect(await expectUntouched(() => shared.current.fail('apply'))).toBe(
        'dev was not changed: aws_route53_record.home has the weight 0, and the plan was made from 255: plan again',
      );
      await setWeights({ home: 255, away: 0 });
      expect(await shared.current.succeed('apply')).toContain('Apply complete!');
    });

    it('sends clients to the other cluster only if the approval names the records', async () => {
      await setWeights({ home: 255, away: 0 });
      Object.assign(shared.current.variables, planted(record('home', 255, 0, 10), record('away', 0, 255, 10)));
      shared.current.merge();
      await shared.current.review();
      const { why, addresses } = await expectUntouched(() => shared.current.ask());
      expect(addresses).toEqual(['aws_route53_record.away', 'aws_route53_record.home']);
      expect(why).toEqual(['it sends clients to another cluster: aws_route53_record.home, aws_route53_record.away']);
    });
  });

  it('has to be allowed by name, also when it was reviewed', async () => {
    shared.current.merge();
    await shared.current.review();
    const { why, addresses, digest } = await expectUntouched(() => shared.current.ask());
    expect(why).toEqual([
      'it deletes or replaces what cannot be made again: aws_kms_key.home["a b"]',
      expect.stringContaining('To rotate a key, use the rotation of KMS'),
    ]);
    expect(addresses).toEqual([KEY.address]);
    const approved = ['--approved', digest, '--approver', 'jo'];
    expect(await expectUntouched(() => shared.current.fail('apply', ...approved))).toBe(
      `dev was not changed: the approval has to name what the plan deletes, replaces or redirects: ${KEY.address}`,
    );
    await shared.current.succeed('apply', ...approved, '--addresses', `aws_sqs_queue.other\n${KEY.address}`);
    expect((await shared.current.lastApply()).approval?.addresses).toEqual(['aws_sqs_queue.other', KEY.address]);
  });
});

describe('an apply', () => {
  it('that fails is recorded as failed, and the environment stays affected', async () => {
    await shared.current.applyChange();
    shared.current.merge();
    await shared.current.review();
    shared.current.s3.refuse = ({ method, path }) =>
      method === 'PUT' && path.endsWith('terraform.tfstate') ? { status: 403, code: 'AccessDenied' } : undefined;
    await shared.current.fail('apply');
    shared.current.s3.refuse = () => undefined;
    expect((await shared.current.lastApply()).result).toBe('failed');
    expect(await shared.current.succeed('affected', '--applied')).toBe('dev\n');
    await shared.current.succeed('recover-state', '--confirm', 'dev');
    await shared.current.succeed('apply');
    expect((await shared.current.lastApply()).result).toBe('unchanged');
    expect(await shared.current.succeed('affected', '--applied')).toBe('');
  });

  it('that cannot be recorded says so, and the environment stays affected', async () => {
    shared.current.merge();
    await shared.current.review();
    shared.current.s3.refuse = ({ method, path }) =>
      method === 'PUT' && path.includes('/evidence/applies/') ? { status: 403, code: 'AccessDenied' } : undefined;
    expect(await shared.current.fail('apply')).toMatch(
      /^What was done to dev is not recorded, so it counts as affected still: the records of dev .* \(AccessDenied\)/,
    );
    shared.current.s3.refuse = () => undefined;
    expect(await shared.current.succeed('affected', '--applied')).toBe('dev\n');
    await shared.current.succeed('apply');
  });

  it.each<[string, string[], RegExp]>([
    ['without a digest', ['--approver', 'jo'], /^APPROVED is missing/],
    ['with a part of a digest', ['--approved', 'abc123', '--approver', 'jo'], /^APPROVED=abc123 is not a digest/],
    ['without a name', ['--approved', 'a'.repeat(64)], /^APPROVER is missing/],
  ])('refuses an approval %s', async (_what, args, message) => {
    const { code, stderr } = await shared.current.deliver('apply', ...args);
    expect(code).toBe(64);
    expect(stderr).toMatch(message);
  });
});
