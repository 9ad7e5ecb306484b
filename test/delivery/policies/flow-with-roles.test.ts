import { stateStoreOf } from '../../../delivery/state/desired';
import type { Access } from '../../../live/agents';
import { CONFIGS } from '../../../live/environments';
import { BUCKET, shareDev, type DevInAws } from '../dev-in-aws';
import { adaptBucketPolicy, becomeRole, createAgents } from './enforced-roles';

const { accountId } = CONFIGS.dev;
const STORE = { ...stateStoreOf(CONFIGS.dev), bucket: BUCKET };

const shared = shareDev(async (dev) => {
  await createAgents(dev.s3.url);
  const client = dev.client();
  await adaptBucketPolicy(client, STORE);
  client.destroy();
});

/** Runs commands as the machine of Jenkins with an access does. */
async function as<T>(access: Access, run: (dev: DevInAws) => Promise<T>): Promise<T> {
  const dev = shared.current;
  const credentials = await becomeRole(dev.s3.url, { agent: access, access, accountId });
  dev.variables = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
  };
  try {
    return await run(dev);
  } finally {
    dev.variables = {};
  }
}

const affectedAs = async (access: Access): Promise<string> =>
  (await as(access, (dev) => dev.deliver('affected', '--applied'))).stdout;

describe('the commands of the pipeline, with the real Terraform and roles that are enforced', () => {
  it('review with the role that plans, and apply with the role that applies', async () => {
    shared.current.merge();
    await as('plan', (dev) => dev.review());
    expect(await affectedAs('apply')).toBe('dev\n');
    await as('apply', (dev) => dev.succeed('apply'));
    expect(await shared.current.keys('vault-dr/')).toEqual(['vault-dr/dev/terraform.tfstate']);
    expect(await shared.current.keys('evidence/applies/')).toHaveLength(1);
    expect(await affectedAs('plan')).toBe('');
  });

  it('plan and look for drift with the role that plans', async () => {
    await as('plan', async (dev) => {
      await dev.succeed('synth');
      await dev.succeed('plan');
      await dev.succeed('drift');
    });
  });

  it('apply nothing with the role that plans', async () => {
    shared.current.merge();
    await as('plan', (dev) => dev.review());
    const before = await shared.current.read('vault-dr/dev/terraform.tfstate');
    expect(await as('plan', (dev) => dev.fail('apply'))).toMatch(/AccessDenied|not authorized|403/);
    expect(await shared.current.read('vault-dr/dev/terraform.tfstate')).toBe(before);
  });

  it('review nothing with the role that applies', async () => {
    const before = await shared.current.keys('evidence/reviews/');
    await shared.current.succeed('synth');
    const stack = ['--change', 'out/synth/dev/stacks/vault-dr-dev'];
    expect(await as('apply', (dev) => dev.fail('review', ...stack))).toMatch(/AccessDenied/);
    expect(await shared.current.keys('evidence/reviews/')).toEqual(before);
  });
});
