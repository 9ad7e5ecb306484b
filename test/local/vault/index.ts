export { createAuthority, type Authority, type ServerCertificate } from '../../helpers/certificates';
export { startOpenBao, type OpenBao, type OpenBaoOptions } from './openbao';
export { SimulatedPair, type PairNames, type PairOptions } from './simulated-pair';
export type { SimulatedCluster } from './simulated-cluster';
export type { Fault, FaultKind, FaultScope } from './faults';
export type { OtherNode } from './other-node';
export type { Counters, DrCall, PairEvent } from './record';
export {
  DEFAULT_BEHAVIOUR,
  DEFAULT_TIMINGS,
  type Behaviour,
  type ClusterName,
  type DuringRestart,
  type Refusal,
  type Timings,
} from './settings';
