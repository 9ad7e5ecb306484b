import { STORIES } from '.';
import { tellStory } from './story';

/** Runs every story. @throws Error that lists each story that failed */
export async function tellAll(): Promise<void> {
  const broken: string[] = [];
  for (const story of STORIES) {
    const said = await tellStory(story);
    if (said !== undefined) broken.push(`the story "${story.name}": ${said}`);
  }
  if (broken.length > 0) throw new Error(broken.join('\n'));
}
