import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const GROOVY = join(ROOT, '.groovy');
const HARNESS = join(__dirname, 'harness');
/** For all builds together. It only ends a run that hangs: a busy machine takes more than a minute. */
const TIMEOUT_MS = 300_000;
/** The process is short, so it starts faster without the second compiler and without a parallel garbage collector. */
const JAVA_OPTIONS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto'];

/** What `make` does when it is called with exactly these arguments. With other arguments it does nothing and succeeds. */
export interface MakeAnswer {
  readonly target: string;
  readonly stdout?: string;
  readonly status?: number;
  /** A file that it creates in the workspace. */
  readonly creates?: string;
  /** What is in that file. @default - nothing */
  readonly content?: string;
  /** Answers only the first such call. The next one gets the next answer that matches. */
  readonly once?: boolean;
}

/** Input of a build. */
export interface StartedBuild {
  readonly env: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string | boolean>>;
  readonly make?: readonly MakeAnswer[];
  /** What `git` prints, by its arguments. */
  readonly git?: Readonly<Record<string, string>>;
  /** The newest commit at each checkout, in turn; the last one stays. @default - one commit */
  readonly commits?: readonly string[];
  /** Java classes of what started it. @default - a change in the repository */
  readonly causes?: readonly string[];
  /** Files that the build of the pull request has archived, by path. */
  readonly artifacts?: Readonly<Record<string, string>>;
  /** What people answer, in turn. Nobody answers after that. */
  readonly answers?: readonly Readonly<Record<string, string>>[];
  /** Text of the pipeline. @default - the repository's Jenkinsfile */
  readonly jenkinsfile?: string;
}

/** A step that was run, and its surroundings. */
export interface Step {
  readonly step: string;
  readonly env: Readonly<Record<string, string>>;
  /** Names of the Jenkins stages and parallel branches around it. */
  readonly stages: readonly string[];
  readonly locks: readonly string[];
  /** From the outermost to the innermost. */
  readonly timeouts: readonly string[];
  /** Label of the node; null when the step runs without a node. */
  readonly node: string | null;
  /** Of `sh`: the arguments of each call of make. */
  readonly make?: readonly string[];
  /** Of `parallel`. */
  readonly branches?: readonly string[];
  /** Of reports and archives. */
  readonly files?: string;
  /** Of a mail and a question. */
  readonly text?: string;
  /** Of `checkout`. */
  readonly commit?: string;
  /** Of a request to the git host. */
  readonly url?: string;
  readonly authentication?: string;
  readonly body?: Readonly<Record<string, string>>;
  /** Of `build` and `copyArtifacts`. */
  readonly job?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of `input`: who may answer. */
  readonly submitter?: string;
}

export interface EndedBuild {
  readonly result: 'SUCCESS' | 'FAILURE' | 'NOT_BUILT';
  readonly error: string | null;
  readonly events: readonly Step[];
  readonly settings: {
    readonly options: readonly string[];
    readonly schedule: string;
    readonly polling: string;
    readonly choices: Readonly<Record<string, readonly string[]>>;
  };
  /** Workspaces that were not deleted. */
  readonly workspacesLeft: readonly string[];
}

/** @returns why the Jenkinsfile cannot be run here, and what to do; `undefined` when it can */
export function whyNoJenkins(): string | undefined {
  if (spawnSync('java', ['-version']).status !== 0) return 'java is missing: install Java 17';
  if (!existsSync(join(GROOVY, '.installed'))) return 'Groovy is missing: run "make .groovy/.installed"';
  return undefined;
}

/**
 * Runs the repository's Jenkinsfile for each build, in one process.
 *
 * @throws Error with the output of the process when it fails
 */
export function runBuilds(builds: readonly StartedBuild[]): EndedBuild[] {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-jenkins-'));
  try {
    const program = ['groovy.ui.GroovyMain', join(HARNESS, 'Main.groovy'), join(ROOT, 'Jenkinsfile'), directory];
    const classPath = ['-cp', `${join(GROOVY, '*')}:${HARNESS}`];
    const { status, stdout, stderr, error } = spawnSync('java', [...JAVA_OPTIONS, ...classPath, ...program], {
      input: JSON.stringify(builds),
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(`The Jenkinsfile could not be run: ${error?.message ?? stderr}`);
    return JSON.parse(stdout) as EndedBuild[];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
