import type { EnvironmentConfig } from '../../live/shared/environment-config';
import type { EnvironmentName } from '../../live/environments';
import type { LockedPackage, LockedPackages, PackageHashes } from '../release/dependencies';
import type { Pin } from '../release/pin';
import type { Integrities } from '../release/releases';

/** The release that an environment pins, and what npm installs for it. */
export interface PinnedEnvironment {
  readonly name: string;
  /** `undefined` before the first promotion. */
  readonly pin: Pin | undefined;
  /** The newest release that it ran before `make rollback`. @default - it was not rolled back since its last promotion */
  readonly rolledBackFrom?: string | undefined;
  /** The module in the lock file. */
  readonly locked: LockedPackage | undefined;
  /** The other packages in the lock file by their folder. */
  readonly lockedBeside: LockedPackages;
  /** Files in git that npm or Node would use instead of what the lock file has. */
  readonly strayFiles: readonly string[];
}

export interface EnvironmentFacts extends PinnedEnvironment {
  readonly name: EnvironmentName;
  readonly config: EnvironmentConfig;
}

/** The tag of a release, when this clone has it. */
export interface TagFacts {
  /** The commit that the tag points to. */
  readonly commit: string;
  /** Whether the package in `releases/` equals the one in the tag, byte for byte. */
  readonly hasSamePackage: boolean;
}

/** The pins of all environments, and the releases. */
export interface PinFacts {
  /** In the order of promotion. */
  readonly environments: readonly PinnedEnvironment[];
  /** Hashes in `releases/integrity.json`. */
  readonly recorded: Integrities;
  /** Hashes of the packages in `releases/`. */
  readonly packed: Integrities;
  /** By version. */
  readonly tags: Readonly<Record<string, TagFacts>>;
  /** What npm installs with each pinned release, by version. A release whose commit is not in the clone has none. */
  readonly dependencies: Readonly<Record<string, PackageHashes>>;
}

/** Everything that the guard checks. */
export interface GuardFacts extends PinFacts {
  readonly environments: readonly EnvironmentFacts[];
}
