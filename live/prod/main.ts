import { App } from 'cdktf';
import { EnvironmentStack } from '../shared/environment-stack';
import { config } from './config';

const app = new App();
new EnvironmentStack(app, config);
app.synth();
