/** Starts the local world for manual use, prints its addresses, and runs until Ctrl-C. */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { config as dev } from '../../live/dev/config';
import { functionName } from './region';
import { writeTryOut, COMMANDS } from './try-out';
import { startWorld, type World } from './world';

const OUT = join(__dirname, '..', '..', 'out', 'world');

async function main(): Promise<void> {
  console.log('Starting the local world: emulated AWS, OpenBao, two simulated Enterprise clusters …');
  const world = await startWorld();
  const stopped = untilStopped(); // registers the signal handlers before anything can be interrupted
  try {
    await Promise.all((['home', 'away'] as const).map((name) => world.invoke(name, 'dr-operation-token-gen')));
    rmSync(OUT, { recursive: true, force: true });
    writeTryOut(world, OUT);
    tell(world);
    await stopped;
  } finally {
    console.log('Stopping …');
    await world.stop();
    rmSync(OUT, { recursive: true, force: true });
  }
}

function tell({ aws, pair, clientName, nameServer }: World): void {
  const { home, away } = dev;
  const folder = relative(process.cwd(), OUT);
  console.log(`
  AWS             ${aws.url}   (user test, password test)
  home, primary   ${pair.home.address}   ${home.region}
  away, secondary ${pair.away.address}   ${away.region}
  client name     ${clientName}, at the name server ${nameServer}
  CA              ${join(folder, 'ca.pem')}

In another terminal:

  . ${join(folder, 'env')}     # the settings of vault-dr, credentials and key shares of this world

${COMMANDS.map((command) => `  ${command}`).join('\n')}

  curl --cacert $VAULT_CACERT ${pair.away.address}/v1/sys/replication/dr/status
  aws lambda invoke --region ${away.region} --function-name ${functionName('dr-operations')} \\
    --cli-binary-format raw-in-base64-out --payload '{"operation":"status"}' /dev/stdout

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
