import type { EnvironmentConfig } from '../../live/shared/environment-config';
import type { EnvironmentName } from '../../live/environments';
import type { Pin } from '../release/pin';
import type { Integrities } from '../release/releases';

/** The module in the lock file of an environment. */
export interface LockedModule {
  readonly version: string;
  /** Where npm installs it from. */
  readonly resolved?: string;
  /** Hash of the package as npm writes it (`sha512-…`). npm writes none for a git dependency. */
  readonly integrity?: string;
}

export interface EnvironmentFacts {
  readonly name: EnvironmentName;
  readonly config: EnvironmentConfig;
  /** `undefined` before the first promotion. */
  readonly pin: Pin | undefined;
  readonly locked: LockedModule | undefined;
}

/** The tag of a release, when this clone has it. */
export interface TagFacts {
  /** The commit that the tag points to. */
  readonly commit: string;
  /** Whether the package in `releases/` equals the one in the tag, byte for byte. */
  readonly hasSamePackage: boolean;
}

/** Everything that the guard checks. */
export interface GuardFacts {
  /** In the order of promotion. */
  readonly environments: readonly EnvironmentFacts[];
  /** Hashes in `releases/integrity.json`. */
  readonly recorded: Integrities;
  /** Hashes of the packages in `releases/`. */
  readonly packed: Integrities;
  /** By version. */
  readonly tags: Readonly<Record<string, TagFacts>>;
}
