import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The `aws` CLI that `make deps` installs. */
export const AWS_CLI = process.env['AWS_CLI'] ?? join('.venv', 'bin', 'aws');

const CALL_MS = 60_000;

/** Variables with which the CLI, or a program that uses it, asks a group instead of AWS. */
export const askGroup = (url: string, region = 'eu-west-1'): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_EC2: url,
  AWS_ENDPOINT_URL_AUTO_SCALING: url,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
});

/** Runs the real CLI. @returns the JSON that it writes @throws Error with what it wrote to stderr */
export async function runAws(url: string, ...args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(AWS_CLI, ['--output', 'json', ...args], {
    env: { PATH: process.env['PATH'], ...askGroup(url) },
    timeout: CALL_MS,
  });
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as unknown);
}
