import type { ClusterName } from '../../functions/shared/contract';
import type { VaultDrProps } from '../vault-dr-props';
import type { WatchSettings } from '../watch/watch';
import { known, when, whole } from './rules';

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]+$/;

/** What the watch of any pair depends on. */
interface Watched extends Pick<VaultDrProps, 'home' | 'away'> {
  readonly watch?: Pick<WatchSettings, 'notify' | 'maxLagSeconds'> | false;
}

export function validateWatch({ watch, home, away }: Watched): string[] {
  if (!watch) return [];
  const { notify, maxLagSeconds } = watch;
  const problemsOf = (cluster: ClusterName, region: string): string[] => {
    const arns = notify?.[cluster] ?? [];
    return [
      ...when(
        notify !== undefined && arns.length === 0,
        `watch.notify.${cluster} is empty: give the ARN of an SNS topic, or leave out notify for a topic of its own.`,
      ),
      ...arns.flatMap((arn) =>
        when(
          known(arn) && known(region) && !TOPIC_ARN.exec(arn)?.slice(1).includes(region),
          `watch.notify.${cluster} has "${arn}": give the ARN of an SNS topic in ${region}, because an alarm notifies topics of its own region only.`,
        ),
      ),
    ];
  };
  return [
    ...problemsOf('home', home.region),
    ...problemsOf('away', away.region),
    ...whole('watch.maxLagSeconds', maxLagSeconds, 1, 86_400),
  ];
}
