import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { UsageError } from '../errors';

/** Options of the commands. An empty value, which make passes for an unset variable, counts as not given. */
export interface Arguments {
  readonly env?: string;
  /** Folder of a stack that a pull request synthesised. */
  readonly change?: string;
  readonly tree?: string;
  /** Digest that a person allows. */
  readonly approved?: string;
  readonly approver?: string;
  readonly addresses?: string;
  /** The only environment that is changed; those before it are skipped. */
  readonly hotfix?: string;
  /** Compare with what was applied last. */
  readonly applied?: boolean;
  readonly digest?: string;
  readonly from?: string;
  readonly to?: string;
  readonly version?: string;
  readonly confirm?: string;
  readonly base?: string;
  /** A holder of a lock that is known to be dead. */
  readonly dead?: string;
  readonly platforms?: string;
  readonly head?: string;
  readonly push?: boolean;
  readonly full?: boolean;
  readonly 'dry-run'?: boolean;
}

export type Command = (args: Arguments) => Promise<void>;

/** @throws UsageError when there is no environment of that name */
export function parseEnvironment(text: string | undefined): EnvironmentName {
  const found = ENVIRONMENTS.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UsageError(
    `ENV=${text ?? ''} is unknown: use one of ${ENVIRONMENTS.join(', ')}, or add it to live/environments.ts`,
  );
}
