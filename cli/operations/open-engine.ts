import type { Session } from '../session';
import { LambdaEngine } from './lambda-engine';
import { LocalEngine } from './local-engine';
import type { OperationEngine, RunLimits } from './operation-engine';

/** The engine that the operator chose: this process with `--local`, otherwise the Lambdas. */
export const openEngine = (session: Session, limits: RunLimits): OperationEngine =>
  session.options.local ? new LocalEngine(session, limits) : new LambdaEngine(session, limits);
