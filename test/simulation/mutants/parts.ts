import type { ReplicationTraits } from '../../../functions/dr-operations/replication/traits';
import { checkWorlds } from '../check';
import { hitScene, SCENES } from '../every-call';
import { KILL_SCENES, killScene } from '../kills';
import { POSTGRES_STORIES, SNAPSHOT_STORIES, STORIES } from '../stories';
import { PG_SCENES } from '../postgres/pg-scenes';
import { tellStory, type Story } from '../stories/story';

/** One part of the trial for planted bugs. */
export interface Part {
  readonly id: string;
  /** Name on the page. */
  readonly kind: 'a story' | 'drawn worlds' | 'every call' | 'every kill';
  /** How its worlds replicate. */
  readonly replication: ReplicationTraits['kind'];
  /** @throws Error when a promise is broken */
  readonly run: () => Promise<unknown>;
}

const DRIVERS = ['postgres', 'snapshot'] as const;
const KINDS = [
  'anything',
  'harmless',
  'upgrades',
  'automatic',
  'postgres-planned',
  'postgres-anything',
  'snapshot-planned',
  'snapshot-anything',
] as const;
const CHUNKS = 12;
const WORLDS = 125;
const SEED = 7_000;

const replicationOf = (story: Story): Part['replication'] => {
  if (POSTGRES_STORIES.includes(story)) return 'postgres';
  return SNAPSHOT_STORIES.includes(story) ? 'snapshot' : 'enterprise';
};

const stories = STORIES.map((story): Part => ({
  id: story.name,
  kind: 'a story',
  replication: replicationOf(story),
  run: async () => {
    const said = await tellStory(story);
    if (said !== undefined) throw new Error(said);
  },
}));

const worlds = Array.from({ length: CHUNKS }, (_, i) => i).flatMap((i) =>
  KINDS.map((kind): Part => ({
    id: `${kind} ${SEED + i}`,
    kind: 'drawn worlds',
    replication: DRIVERS.find((driver) => kind.startsWith(driver)) ?? 'enterprise',
    run: () => checkWorlds({ kind, worlds: WORLDS, seed: SEED + i, shrinks: false }),
  })),
);

const calls = SCENES.map((scene): Part => ({
  id: scene.name,
  kind: 'every call',
  replication: PG_SCENES.includes(scene) ? 'postgres' : 'enterprise',
  run: async () => {
    for await (const hit of hitScene(scene, { again: true })) void hit;
  },
}));

const kills = KILL_SCENES.map((scene): Part => ({
  id: scene.name,
  kind: 'every kill',
  replication: 'snapshot',
  run: () => killScene(scene),
}));

/** The cheapest parts first. */
export const PARTS: readonly Part[] = [...stories, ...worlds, ...calls, ...kills];

/** Parts that cannot catch a bug in that file: a driver meets only worlds of its own kind. */
export const inVain = (file: string): readonly string[] => {
  const own = (['enterprise', ...DRIVERS] as const).find((driver) => file.includes(`/replication/${driver}/`));
  return own === undefined ? [] : PARTS.filter(({ replication }) => replication !== own).map(({ id }) => id);
};
