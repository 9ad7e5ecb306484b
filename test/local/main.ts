/** Starts the local world for manual use, prints its addresses, and runs until Ctrl-C. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { config as dev } from '../../live/dev/config';
import { functionName } from './region';
import { startWorld, type World } from './world';

const OUT = join(__dirname, '..', '..', 'out', 'world');

async function main(): Promise<void> {
  console.log('Starting the local world: emulated AWS, OpenBao, two simulated Enterprise clusters …');
  const world = await startWorld();
  const stopped = untilStopped(); // registers the signal handlers before anything can be interrupted
  try {
    await Promise.all((['home', 'away'] as const).map((name) => world.invoke(name, 'dr-operation-token-gen')));
    tell(world, writeCa(world));
    await stopped;
  } finally {
    console.log('Stopping …');
    await world.stop();
    rmSync(OUT, { recursive: true, force: true });
  }
}

function writeCa({ pair }: World): string {
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, 'ca.pem');
  writeFileSync(file, pair.ca);
  return relative(process.cwd(), file);
}

function tell({ aws, pair, clientName }: World, caFile: string): void {
  const { home, away } = dev;
  console.log(`
  AWS             ${aws.url}   (user test, password test)
  home, primary   ${pair.home.address}   ${home.region}
  away, secondary ${pair.away.address}   ${away.region}
  client name     ${clientName}
  CA              ${caFile}

In another terminal:

  curl --cacert ${caFile} ${pair.away.address}/v1/sys/replication/dr/status

  export AWS_ENDPOINT_URL=${aws.url} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
  aws lambda invoke --region ${away.region} --function-name ${functionName('dr-operations')} \\
    --cli-binary-format raw-in-base64-out --payload '{"operation":"switchover"}' /dev/stdout

Ctrl-C ends it.`);
}

const untilStopped = (): Promise<unknown> =>
  Promise.race(
    (['SIGINT', 'SIGTERM'] as const).map((signal) => new Promise((resolve) => process.once(signal, resolve))),
  );

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
