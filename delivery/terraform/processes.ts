import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../run';

const PS_MS = 10_000;

/** Terraform or OpenTofu, also as a downloaded `terraform-1.11.4`; not a provider. The kernel cuts names off. */
const PROGRAM = /^(?:terraform(?:-\d.*)?|tofu)$/;

/**
 * Finds the processes of Terraform on this machine that may work on a state.
 *
 * @returns those whose folder has this backend, and those whose folder cannot be read
 */
export async function findTerraform({ bucket, key }: { bucket: string; key: string }): Promise<number[]> {
  const found = existsSync('/proc/self/comm') ? listProc() : await listPs();
  return found.flatMap(({ pid, name }) => (PROGRAM.test(name) && mayUse(pid, bucket, key) ? pid : []));
}

interface Process {
  readonly pid: number;
  readonly name: string;
}

function listProc(): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        return { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

async function listPs(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,comm='], { timeoutMs: PS_MS });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*\S)/.exec(line) ?? [];
    return pid === undefined || command === undefined ? [] : { pid: Number(pid), name: basename(command) };
  });
}

/** Whether the process works on the state, or this cannot be known. */
function mayUse(pid: number, bucket: string, key: string): boolean {
  try {
    const text = readFileSync(join(readlinkSync(`/proc/${pid}/cwd`), '.terraform', 'terraform.tfstate'), 'utf8');
    const { backend } = JSON.parse(text) as { backend?: { config?: { bucket?: unknown; key?: unknown } } };
    return backend?.config?.bucket === bucket && backend.config.key === key;
  } catch (error) {
    // No folder: the process has ended, or works on another stack. Without /proc nobody can say.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT' || !existsSync('/proc/self/cwd');
  }
}
