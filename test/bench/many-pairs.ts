/** Synthesises many pairs in one app, each in its own stack. Usage: `tsx test/bench/many-pairs.ts <pairs>` */
import { App } from 'cdktf';
import { config as dev } from '../../live/dev/config';
import { EnvironmentStack } from '../../live/shared/environment-stack';

const pairs = Number(process.argv[2]);
const app = new App();
for (let pair = 1; pair <= pairs; pair++) {
  new EnvironmentStack(app, { ...dev, environment: `dev${pair}`, clientName: `vault${pair}.dev.example.com` });
}
app.synth();
