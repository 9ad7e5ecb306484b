import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentName } from '../live/environments';
import { LOCAL_WORLD_VARIABLE } from '../live/shared/local-world';
import { DeliveryError } from './errors';
import { guard, refuse } from './guard';
import { checkStack } from './guard/stack';
import { environmentFolder, ROOT, stackFolder, synthFolder, TSX } from './paths';
import { installModule } from './release/installed';
import { run } from './run';

const SYNTH_MS = 120_000;

/**
 * Synthesises an environment from the release that it pins.
 *
 * @param outdir folder for the output of cdktf; its former content is deleted
 * @returns the version of the module; `undefined` when the environment follows the working tree
 * @throws DeliveryError when the guard refuses the environments or the stack, or the synthesis fails. A refused or incomplete
 *   stack is deleted.
 */
export async function synthesise(
  environment: EnvironmentName,
  outdir = synthFolder(environment),
): Promise<string | undefined> {
  const { environments } = await guard();
  const version = await installModule(environment);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const folder = environmentFolder(environment);
  // tsconfig.json of the environment decides where the module comes from.
  const args = ['--tsconfig', join(folder, 'tsconfig.json'), join(folder, 'main.ts')];
  const { code, stdout, stderr } = await run(TSX, args, {
    cwd: ROOT,
    env: { CDKTF_OUTDIR: outdir },
    timeoutMs: SYNTH_MS,
  });
  if (code !== 0) {
    rmSync(outdir, { recursive: true, force: true });
    throw new DeliveryError(`${environment} cannot be synthesised:\n${(stderr || stdout).trim()}`);
  }
  if (!process.env[LOCAL_WORLD_VARIABLE]) checkWritten(environment, environments, outdir);
  return version;
}

function checkWritten(name: EnvironmentName, environments: Parameters<typeof checkStack>[2], outdir: string): void {
  const text = readFileSync(join(stackFolder(name, outdir), 'cdk.tf.json'), 'utf8');
  const own = environments.find((each) => each.name === name);
  if (own === undefined) return;
  try {
    refuse(
      checkStack(
        text,
        own,
        environments.filter((each) => each !== own),
      ),
    );
  } catch (error) {
    rmSync(outdir, { recursive: true, force: true });
    throw error;
  }
}
