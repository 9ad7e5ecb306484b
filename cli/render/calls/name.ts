import { CLUSTER_NAMES } from '../../../functions/shared/contract';
import { weightsFor } from '../../../functions/shared/weighted-records';
import type { NameStep, StepCalls } from './planned-call';

/** The calls that move the client name. */
export const NAME_CALLS: StepCalls<NameStep> = {
  'switch-dns': ({ cluster }, { settings }) => {
    const weights = weightsFor(cluster);
    return settings.hostedZoneIds.map((at) => ({
      service: 'Route 53',
      call: 'ChangeResourceRecordSets',
      at,
      body: Object.fromEntries(
        CLUSTER_NAMES.map((name) => [`UPSERT ${settings.clientName} ${settings[name].setIdentifier}`, weights[name]]),
      ),
    }));
  },
  'confirm-dns': (_step, { settings }) =>
    settings.hostedZoneIds.map((at) => ({ service: 'Route 53', call: 'GetChange', at, until: 'INSYNC' })),
};
