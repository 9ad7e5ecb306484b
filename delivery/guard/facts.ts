import type { EnvironmentConfig } from '../../live/shared/environment-config';
import type { EnvironmentName } from '../environments';
import type { Pin } from '../release/pin';
import type { Integrities } from '../release/releases';

/** What the lock file of an environment says about the module. */
export interface LockedModule {
  readonly version: string;
  /** Where npm takes it from. */
  readonly resolved?: string;
  /** Hash of the package; npm has none for a git dependency. */
  readonly integrity?: string;
}

export interface EnvironmentFacts {
  readonly name: EnvironmentName;
  readonly config: EnvironmentConfig;
  /** `undefined` before the first promotion. */
  readonly pin: Pin | undefined;
  readonly locked: LockedModule | undefined;
}

/** A release as its tag has it, where this clone has the tag. */
export interface TagFacts {
  /** The commit that the tag leads to. */
  readonly commit: string;
  /** Whether the package in `releases/` is the tag's, byte for byte. */
  readonly hasSamePackage: boolean;
}

/** Everything that the guard looks at. */
export interface GuardFacts {
  /** In the order of promotion. */
  readonly environments: readonly EnvironmentFacts[];
  /** `releases/integrity.json`. */
  readonly recorded: Integrities;
  /** Hashes of the packages that lie in `releases/`. */
  readonly packed: Integrities;
  readonly tags: Readonly<Record<string, TagFacts>>;
}
