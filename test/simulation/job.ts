import { checkWorlds, type Draw } from './check';
import { hitScene, SCENES, type Hit } from './every-call';
import { KILL_SCENES, killScene } from './kills';
import type { Scene } from './scene';
import { tellAll } from './stories/tell';
import { tally } from './tally';

/** One part of the trial, small enough for one process. */
export type Job =
  | { readonly kind: 'worlds'; readonly draw: Draw }
  /** {@link hitScene} for one scene. */
  | { readonly kind: 'scene'; readonly index: number }
  /** {@link killScene} for one scene. */
  | { readonly kind: 'kills'; readonly index: number }
  | { readonly kind: 'stories' };

export interface Report {
  readonly hits?: readonly Hit[];
  readonly error?: string;
  /** Counts of {@link tally} in the process so far. */
  readonly met: Readonly<Record<string, number>>;
}

/** Runs a job. An error is part of the report and is not thrown. */
export async function doJob(job: Job): Promise<Report> {
  try {
    return { ...(await work(job)), met: tally.toJSON() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), met: tally.toJSON() };
  }
}

function sceneOf(scenes: readonly Scene[], index: number): Scene {
  const scene = scenes[index];
  if (!scene) throw new Error(`there is no scene ${index}`);
  return scene;
}

async function work(job: Job): Promise<{ hits?: readonly Hit[] }> {
  if (job.kind === 'scene') {
    const scene = sceneOf(SCENES, job.index);
    const hits: Hit[] = [];
    for await (const hit of hitScene(scene, { again: true })) hits.push(hit);
    return { hits };
  }
  if (job.kind === 'worlds') await checkWorlds(job.draw);
  else if (job.kind === 'kills') await killScene(sceneOf(KILL_SCENES, job.index));
  else await tellAll();
  return {};
}
