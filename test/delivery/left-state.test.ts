import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { applyOnce, BUCKET, shareDev } from './dev-in-aws';
import type { S3Call } from './s3-front';

const DENIED = { status: 403, code: 'AccessDenied' };

const shared = shareDev(applyOnce);

afterEach(() => {
  shared.current.s3.refuse = () => undefined;
  rmSync(shared.current.kept, { recursive: true, force: true });
});

const isUploadOf = (suffix: string, { method, path }: S3Call): boolean => method === 'PUT' && path.endsWith(suffix);
const serialOf = (text: string): number => (JSON.parse(text) as { serial: number }).serial;

/** Applies a change whose state S3 does not take. @returns the message */
async function loseUpload({ alsoElsewhere = false } = {}): Promise<string> {
  shared.current.merge();
  await shared.current.review();
  shared.current.s3.refuse = (call) =>
    isUploadOf('/terraform.tfstate', call) || (alsoElsewhere && isUploadOf('.tfstate', call)) ? DENIED : undefined;
  const message = await shared.current.fail('apply');
  shared.current.s3.refuse = () => undefined;
  return message;
}

/** @returns the file with the state in the folder of the apply */
function leftFile(): string {
  const [folder = ''] = readdirSync(shared.current.kept);
  return join(shared.current.kept, folder, 'errored.tfstate');
}

describe('an apply whose state S3 refuses', () => {
  it('says first where the state is: encrypted in the bucket, and in the folder, which stays', async () => {
    const message = await loseUpload();
    const [key = ''] = (await shared.current.keys('errored/dev/')).slice(-1);
    expect(key).toMatch(/^errored\/dev\/\d{8}T\d{6}Z\.tfstate$/);
    expect(message).toMatch(new RegExp(`^The new state of dev is in s3://${BUCKET}/${key}, and not in its place\\.`));
    expect(message).toContain('make recover-state ENV=dev');
    expect(message).toContain(leftFile());
    expect(message).toMatch(/\n\nError: /);
    expect(serialOf(readFileSync(leftFile(), 'utf8'))).toBeGreaterThan(0);
    const client = shared.current.client();
    const { ServerSideEncryption } = await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
    client.destroy();
    expect(ServerSideEncryption).toBe('aws:kms');
  });

  it('is recovered from the bucket: shown first, put in its place with CONFIRM, and only once', async () => {
    await loseUpload();
    const shown = await shared.current.deliver('recover-state');
    const [key = ''] = (await shared.current.keys('errored/dev/')).slice(-1);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(
      new RegExp(
        `^s3://${BUCKET}/${key}: lineage \\S+, serial \\d+, 1 resources\nin the bucket now: lineage \\S+, serial \\d+`,
      ),
    );
    expect(shown.stderr).toContain(`make recover-state ENV=dev FROM=s3://${BUCKET}/${key} CONFIRM=dev`);
    expect(
      await shared.current.succeed('recover-state', '--from', `s3://${BUCKET}/${key}`, '--confirm', 'dev'),
    ).toContain('The state of dev is in its place.');
    expect(await shared.current.succeed('drift')).toContain('dev matches its code');
    expect(await shared.current.succeed('recover-state')).toContain('The bucket has this state already');
  });

  it('is kept in the folder when S3 refuses it everywhere, and is recovered from there', async () => {
    const before = await shared.current.keys('errored/');
    const message = await loseUpload({ alsoElsewhere: true });
    const file = leftFile();
    expect(message).toContain(`The new state of dev is only in the file ${file} on `);
    expect(message).toContain('It could not be uploaded (AccessDenied)');
    expect(await shared.current.keys('errored/')).toEqual(before);
    await shared.current.succeed('recover-state', '--from', file, '--confirm', 'dev');
    expect(await shared.current.succeed('drift')).toContain('dev matches its code');
  });
});

describe('recover-state refuses', () => {
  it('a state that is older than the one in the bucket', async () => {
    await loseUpload({ alsoElsewhere: true });
    const file = leftFile();
    await shared.current.applyChange();
    expect(await shared.current.fail('recover-state', '--from', file, '--confirm', 'dev')).toMatch(
      /^nothing was changed: the state in the bucket is as new or newer/,
    );
  });

  it('a file that is not there, and a key of another environment', async () => {
    expect(await shared.current.fail('recover-state', '--from', '/no/such/file')).toMatch(
      /^there is no file \/no\/such\/file/,
    );
    expect(await shared.current.fail('recover-state', '--from', 'errored/prod/x.tfstate')).toMatch(
      /^errored\/prod\/x\.tfstate is not a state that was left by an apply of dev/,
    );
  });

  it('to change anything without CONFIRM, or with that of another environment', async () => {
    await loseUpload();
    const before = await shared.current.fail('recover-state');
    expect(before).toMatch(/^nothing was changed: to put the state in its place/);
    expect(await shared.current.fail('recover-state', '--confirm', 'prod')).toBe(before);
  });
});

describe('an apply that succeeds', () => {
  it('leaves no folder', async () => {
    await shared.current.applyChange();
    expect(existsSync(shared.current.kept) ? readdirSync(shared.current.kept) : []).toEqual([]);
  });
});
