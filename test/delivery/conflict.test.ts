import { DevInAws } from './dev-in-aws';

jest.setTimeout(180_000);

let dev: DevInAws;

beforeAll(async () => {
  dev = await DevInAws.start();
  await dev.succeed('bootstrap');
}, 180_000);

afterEach(() => {
  dev.s3.refuse = () => undefined;
});

afterAll(async () => {
  await dev?.stop();
});

/** Lets S3 answer 409 to the first attempts to take the lock. @returns how many there were */
function conflictAtLock(times: number): () => number {
  let seen = 0;
  dev.s3.refuse = ({ method, path }) => {
    if (method !== 'PUT' || !path.endsWith('.tflock')) return undefined;
    seen += 1;
    return seen <= times ? { status: 409, code: 'ConditionalRequestConflict' } : undefined;
  };
  return () => seen;
}

describe('a 409 of S3 at the lock', () => {
  it('is tried again, by a plan and by an apply', async () => {
    const attempts = conflictAtLock(1);
    await dev.planChange();
    expect(attempts()).toBeGreaterThan(1);
    conflictAtLock(1);
    expect(await dev.succeed('apply')).toContain('Apply complete!');
  });

  it('that stays is told, and changes nothing', async () => {
    await dev.planChange();
    conflictAtLock(Infinity);
    expect(await dev.fail('apply')).toContain('ConditionalRequestConflict');
    dev.s3.refuse = () => undefined;
    expect(await dev.succeed('apply')).toContain('Apply complete!');
  });
});
