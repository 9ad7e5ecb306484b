import fc from 'fast-check';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { byHand } from './by-hand';
import type { TroubleKind } from './kinds';
import type { AnyWorld } from './sim-pair';
import * as trouble from './troubles';
import type { Trouble } from './troubles';

const cluster = fc.constantFrom(...CLUSTER_NAMES);
const tableName = fc.constantFrom('home', 'away', 'witness' as const);

const isOpen = fc.boolean();

const reach = fc
  .tuple(cluster, fc.constantFrom('refuses', 'silent', 'open' as const))
  .map(([name, how]) => trouble.reach(name, how));
const seal = fc.tuple(cluster, fc.boolean()).map(([name, sealed]) => trouble.seal(name, sealed));
const election = fc
  .tuple(cluster, fc.constantFrom(300, 2_000, 6_000, 20_000))
  .map(([name, ms]) => trouble.election(name, ms));
const hangs = fc
  .tuple(cluster, fc.constantFrom('never', 'early', 'late', undefined))
  .map(([name, effect]) => trouble.hangs(name, effect));
const lambdaPath = fc
  .tuple(cluster, cluster, fc.constantFrom('refuses', 'silent', 'nameless', 'open' as const))
  .map(([region, name, path]) => trouble.lambdaPath(region, name, path));
const clientPath = fc.tuple(cluster, isOpen).map(([name, open]) => trouble.clientPath(name, open));
const between = isOpen.map(trouble.between);
const partition = fc
  .tuple(cluster, fc.constantFrom('refuses', 'silent', 'open' as const))
  .map(([region, path]) => trouble.partition(region, path));
const table = fc
  .tuple(tableName, fc.constantFrom('fails', 'black-holed', 'answers' as const))
  .map(([name, behaviour]) => trouble.table(name, behaviour));
const tablePath = fc
  .tuple(cluster, tableName, isOpen)
  .map(([region, name, open]) => trouble.tablePath(region, name, open));
const token = fc.constantFrom(
  trouble.rotate,
  trouble.rotate,
  trouble.tokenEnds(2_000),
  trouble.tokenEnds(65_000),
  trouble.deleteSecret,
);
export const pauses = fc
  .tuple(fc.constantFrom(500, 3_000, 10_000, 30_000), fc.boolean())
  .map(([ms, stopsClock]) => trouble.pause(ms, stopsClock));
const doesNotHold = cluster.map(trouble.doesNotHold);

/** Troubles of every kind of world by which a planned operation may lose no write. */
export const commonTrouble: fc.Arbitrary<Trouble<TroubleKind, AnyWorld>> = fc.oneof(
  reach,
  reach,
  seal,
  election,
  lambdaPath,
  clientPath,
  between,
  partition,
  table,
  tablePath,
);

/** Troubles by which a planned operation may lose no write. */
export const harmlessTrouble: fc.Arbitrary<Trouble> = fc.oneof(
  reach,
  reach,
  seal,
  election,
  hangs,
  lambdaPath,
  clientPath,
  between,
  partition,
  table,
  tablePath,
  token,
  doesNotHold,
);

/** What happens to the Vault of a cluster, beside the troubles by which no write may be lost. */
export const vaultTrouble: fc.Arbitrary<Trouble> = fc.oneof(
  cluster.map(trouble.upgrade),
  cluster.map(trouble.licenseEnds),
  cluster.map(trouble.hide),
  harmlessTrouble,
);

/** Damage to the data that a person has to repair. */
const damage = fc.oneof(cluster.map(trouble.diverges), cluster.map(trouble.corrupts), cluster.map(trouble.anotherSet));

export const anyTrouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 12, arbitrary: harmlessTrouble },
  { weight: 1, arbitrary: byHand },
  { weight: 1, arbitrary: damage },
);
