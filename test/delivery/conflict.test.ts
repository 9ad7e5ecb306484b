import { shareDev } from './dev-in-aws';

const shared = shareDev();

afterEach(() => {
  shared.current.s3.refuse = () => undefined;
});

/** Lets S3 answer 409 to the first attempts to take the lock. @returns how many there were */
function conflictAtLock(times: number): () => number {
  let seen = 0;
  shared.current.s3.refuse = ({ method, path }) => {
    if (method !== 'PUT' || !path.endsWith('.tflock')) return undefined;
    seen += 1;
    return seen <= times ? { status: 409, code: 'ConditionalRequestConflict' } : undefined;
  };
  return () => seen;
}

describe('a 409 of S3 at the lock', () => {
  it('is tried again', async () => {
    shared.current.merge();
    await shared.current.review();
    const attempts = conflictAtLock(1);
    expect(await shared.current.succeed('apply')).toContain('Apply complete!');
    expect(attempts()).toBeGreaterThan(1);
  });

  it('that stays is told, and changes nothing', async () => {
    shared.current.merge();
    await shared.current.review();
    conflictAtLock(Infinity);
    expect(await shared.current.fail('apply')).toContain('ConditionalRequestConflict');
    shared.current.s3.refuse = () => undefined;
    expect(await shared.current.succeed('apply')).toContain('Apply complete!');
  });
});
