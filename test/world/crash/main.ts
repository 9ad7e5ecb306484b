/** Kills every operation at every point of a clean run. Usage: `tsx test/world/crash/main.ts` */
import { runCrashMatrix, type CrashCase } from './run-matrix';

const isFine = ({ reached, broken }: CrashCase): boolean => reached && broken.length === 0;

async function main(): Promise<void> {
  const startedAt = Date.now();
  const cases = await runCrashMatrix({
    choose: (points) => points,
    onCase: (done) => {
      console.log(`${isFine(done) ? 'ok  ' : 'FAIL'} ${done.operation}: ${done.point} (${done.calls})`);
      for (const reason of done.reached ? done.broken : ['the run never came there', ...done.broken])
        console.log(`       ${reason}`);
    },
  });
  const failed = cases.filter((each) => !isFine(each));
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(
    `\n${cases.length} crash points in ${seconds} s: ${cases.length - failed.length} fine, ${failed.length} not`,
  );
  process.exitCode = failed.length === 0 && cases.length > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
