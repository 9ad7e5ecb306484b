import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Context } from 'aws-lambda';
import { VAULT_ENV } from '../../functions/shared/contract';
import { authority, type RunningServer } from './servers';

/** The parts of a Lambda context that the handlers read. */
export const lambdaContext = (remainingMs = 30_000): Context =>
  ({
    functionName: 'test',
    memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:test',
    awsRequestId: 'request',
    getRemainingTimeInMillis: () => remainingMs,
  }) as Context;

const folder = mkdtempSync(join(tmpdir(), 'vault-dr-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const caFile = join(folder, 'ca.pem');
writeFileSync(caFile, authority.ca);

/** Environment variables with the addresses of two servers on loopback. */
export const vaultEnv = (home: Pick<RunningServer, 'address'>, away: Pick<RunningServer, 'address'>) => ({
  [VAULT_ENV.homeAddress]: home.address,
  [VAULT_ENV.awayAddress]: away.address,
  [VAULT_ENV.caCert]: caFile,
  [VAULT_ENV.probeTimeoutMs]: '4000', // a busy machine must not look like a lost cluster
});

/** Collects all output until `jest.restoreAllMocks`. @returns a function that returns the output so far */
export function captureOutput(): () => string {
  const chunks: string[] = [];
  const keep = (...parts: unknown[]): boolean => chunks.push(format(...parts)) > 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => keep(chunk.toString()));
  }
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    jest.spyOn(console, method).mockImplementation(keep);
  }
  return () => chunks.join('');
}
