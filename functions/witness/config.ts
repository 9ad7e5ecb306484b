import { required, type Env } from '../shared/env';
import { WITNESS_ENV } from './contract';

export interface WitnessConfig {
  readonly journalTable: string;
  readonly homeRegion: string;
  /** The AWS region of this Lambda. */
  readonly region: string;
}

/** @throws ConfigError for a missing variable */
export const parseWitnessConfig = (env: Env): WitnessConfig => ({
  journalTable: required(env, WITNESS_ENV.journalTable),
  homeRegion: required(env, WITNESS_ENV.homeRegion),
  region: required(env, 'AWS_REGION'),
});
