import { inVirtualTime } from './in-virtual-time';
import { STORIES } from './stories';
import { tellStory } from './stories/story';
async function main() {
  inVirtualTime();
  for (const story of STORIES.slice(1, 15)) {
    const t = Date.now();
    const said = await tellStory(story).catch((e: Error) => e.message);
    console.log(said === undefined ? 'ok ' : 'BAD', story.name, said ?? '', Date.now() - t, 'ms');
  }
}
void main();
