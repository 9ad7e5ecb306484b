import { checkWorlds } from '../check';
import { hitScene, SCENES } from '../every-call';
import { POSTGRES_STORIES, STORIES } from '../stories';
import { PG_SCENES } from '../postgres/pg-scenes';
import { tellStory } from '../stories/story';

/** One part of the trial for planted bugs. */
export interface Part {
  readonly id: string;
  /** Name on the page. */
  readonly kind: 'a story' | 'drawn worlds' | 'every call';
  /** Whether its worlds are on PostgreSQL. */
  readonly isPostgres: boolean;
  /** @throws Error when a promise is broken */
  readonly run: () => Promise<unknown>;
}

const CHUNKS = 12;
const WORLDS = 125;
const SEED = 7_000;

const stories = STORIES.map((story): Part => ({
  id: story.name,
  kind: 'a story',
  isPostgres: POSTGRES_STORIES.includes(story),
  run: async () => {
    const said = await tellStory(story);
    if (said !== undefined) throw new Error(said);
  },
}));

const worlds = Array.from({ length: CHUNKS }, (_, i) => i).flatMap((i) =>
  (['anything', 'harmless', 'upgrades', 'automatic', 'postgres-planned', 'postgres-anything'] as const).map(
    (kind): Part => ({
      id: `${kind} ${SEED + i}`,
      kind: 'drawn worlds',
      isPostgres: kind.startsWith('postgres'),
      run: () => checkWorlds({ kind, worlds: WORLDS, seed: SEED + i, shrinks: false }),
    }),
  ),
);

const calls = SCENES.map((scene): Part => ({
  id: scene.name,
  kind: 'every call',
  isPostgres: PG_SCENES.includes(scene),
  run: async () => {
    for await (const hit of hitScene(scene, { again: true })) void hit;
  },
}));

/** The cheapest parts first. */
export const PARTS: readonly Part[] = [...stories, ...worlds, ...calls];

/** Parts that cannot catch a bug in that file: a driver meets only worlds of its own kind. */
export const inVain = (file: string): readonly string[] => {
  const isPostgres = file.includes('/replication/postgres/');
  const isOther = file.includes('/replication/') && !isPostgres;
  return PARTS.filter((part) => (isPostgres && !part.isPostgres) || (isOther && part.isPostgres)).map(({ id }) => id);
};
