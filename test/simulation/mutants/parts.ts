import { checkWorlds } from '../check';
import { hitScene, SCENES } from '../every-call';
import { STORIES } from '../stories';
import { tellStory } from '../stories/story';

/** One part of the trial for planted bugs. */
export interface Part {
  readonly id: string;
  /** Name on the page. */
  readonly kind: 'a story' | 'drawn worlds' | 'every call';
  /** @throws Error when a promise is broken */
  readonly run: () => Promise<unknown>;
}

const CHUNKS = 12;
const WORLDS = 125;
const SEED = 7_000;

const stories = STORIES.map((story): Part => ({
  id: story.name,
  kind: 'a story',
  run: async () => {
    const said = await tellStory(story);
    if (said !== undefined) throw new Error(said);
  },
}));

const worlds = Array.from({ length: CHUNKS }, (_, i) => i).flatMap((i) =>
  (['anything', 'harmless', 'upgrades', 'automatic', 'snapshot-anything', 'snapshot-planned'] as const).map(
    (kind): Part => ({
      id: `${kind} ${SEED + i}`,
      kind: 'drawn worlds',
      run: () => checkWorlds({ kind, worlds: WORLDS, seed: SEED + i, shrinks: false }),
    }),
  ),
);

const calls = SCENES.map((scene): Part => ({
  id: scene.name,
  kind: 'every call',
  run: async () => {
    for await (const hit of hitScene(scene, { again: true })) void hit;
  },
}));

/** The cheapest parts first. */
export const PARTS: readonly Part[] = [...stories, ...worlds, ...calls];
