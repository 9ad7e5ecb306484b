import { alarmSpecs, type AlarmLimits } from '../../modules/watch/alarms';
import type { ClusterName } from '../../functions/shared/contract';
import type { AwsApi } from './aws/api';

/** The metrics of one line in CloudWatch's embedded metric format. */
interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [value: string]: unknown;
}

/** One data point, as PutMetricData takes it. */
export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

const MINUTE_MS = 60_000;
/** Every alarm that a pair of Vault Enterprise can have. */
const ENTERPRISE: AlarmLimits = {
  maxLagWals: 1000,
  maxLagSeconds: 60,
  rotationMinutes: 180,
  acts: { failover: true, fence: true },
  autopilot: true,
};

/**
 * The alarms of one region. CloudWatch takes metrics from the log of a Lambda; the emulator does not, so this class reads
 * the log and sends them.
 */
export class WatchAlarms {
  readonly #minutesOf: ReadonlyMap<string, number>;

  constructor(
    private readonly api: AwsApi,
    private readonly region: string,
    cluster: ClusterName,
    private readonly watch: string,
    limits: AlarmLimits = ENTERPRISE,
  ) {
    const specs = alarmSpecs(cluster, limits);
    this.#minutesOf = new Map(specs.map(({ metric, minutes: [, of] }) => [metric, of]));
  }

  /** The metrics in the log of the last run of the watch. */
  async readMetrics(since: number): Promise<Datum[]> {
    const { events } = await this.api.json('logs', this.region, 'Logs_20140328.FilterLogEvents', {
      logGroupName: `/aws/lambda/${this.watch}`,
      startTime: since,
    });
    const lines = (events as { readonly message: string }[]).flatMap(({ message }) => message.split('\n'));
    return lines.flatMap((line) => (line.includes('"CloudWatchMetrics"') ? dataOf(line) : []));
  }

  /** Sends metrics. @param forgottenInMs after this time each alarm has no more data of them */
  async send(data: readonly Datum[], forgottenInMs: number): Promise<void> {
    for (const { namespace, name, unit, value, dimensions } of data) {
      const at = Date.now() - (this.#minutesOf.get(name) ?? 1) * MINUTE_MS + forgottenInMs;
      const pairs = Object.entries(dimensions).flatMap(([key, text], index) => [
        [`MetricData.member.1.Dimensions.member.${index + 1}.Name`, key],
        [`MetricData.member.1.Dimensions.member.${index + 1}.Value`, text],
      ]);
      await this.#call('PutMetricData', {
        Namespace: namespace,
        'MetricData.member.1.MetricName': name,
        'MetricData.member.1.Unit': unit,
        'MetricData.member.1.Value': String(value),
        'MetricData.member.1.Timestamp': new Date(at).toISOString(),
        ...(Object.fromEntries(pairs) as Record<string, string>),
      });
    }
  }

  /** Names of the alarms in a state, without the environment; sorted. */
  async inState(state: 'ALARM' | 'OK'): Promise<string[]> {
    const xml = await this.#call('DescribeAlarms', {
      StateValue: state,
      'AlarmTypes.member.1': 'MetricAlarm',
      'AlarmTypes.member.2': 'CompositeAlarm',
    });
    const names = [...xml.matchAll(/<AlarmName>vault-dr-([^<]*)-dev-[^<]*<\/AlarmName>/g)].map(([, name = '']) => name);
    return names.sort();
  }

  #call = (Action: string, parameters: Record<string, string>): Promise<string> =>
    this.api.query('monitoring', this.region, { Action, Version: '2010-08-01', ...parameters });
}

function dataOf(line: string): Datum[] {
  const text = line.slice(line.indexOf('{'));
  const written = JSON.parse(text) as EmbeddedMetrics;
  return written._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions: [keys = []], Metrics }) =>
    Metrics.map(({ Name, Unit }) => ({
      namespace: Namespace,
      name: Name,
      unit: Unit,
      value: Number([written[Name]].flat()[0]),
      dimensions: Object.fromEntries(keys.map((key) => [key, String(written[key])])),
    })),
  );
}
