import { setTimeout as sleep } from 'node:timers/promises';
import { GetHealthCheckCommand, type Route53Client } from '@aws-sdk/client-route-53';
import type { AwsApi } from '../aws/api';

/** The state of a health check of the emulated Route 53 is used this long, milliseconds. */
const FRESH_MS = 100;
/** A minute of CloudWatch lasts this long here, milliseconds, so that a test sees a signal begin and end. */
const MINUTE_MS = 4_000;

/** After this time without an answer a region counts as lost, milliseconds. */
const LOST_MS = 500;
const NO_DATA: Readonly<Record<string, unknown>> = {};

/** An alarm, as far as a health check looks at it. The names are those of CloudWatch. */
interface WatchedAlarm {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Statistic: 'Minimum' | 'Maximum';
  readonly Period: number;
  readonly EvaluationPeriods: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

interface HealthCheck {
  readonly alarm: string;
  readonly region: string;
  readonly insufficient: string | undefined;
}

/**
 * The health checks of the emulated Route 53, of the type `CLOUDWATCH_METRIC`. Route 53 does not wait for the alarm: it
 * applies the definition of the alarm to the data of its metric, and so does this class. The emulator only stores the
 * checks.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export class HealthChecks {
  readonly #known = new Map<string, { readonly at: number; readonly isHealthy: boolean }>();
  readonly #checks = new Map<string, HealthCheck>();
  readonly #alarms = new Map<string, WatchedAlarm>();
  #since = 0;

  constructor(
    private readonly route53: Route53Client,
    private readonly api: AwsApi,
  ) {}

  /** Ignores the data of the metrics until now. */
  forget(): void {
    this.#since = Date.now();
    this.#known.clear();
  }

  /** Brings the state of these checks up to date. */
  async refresh(ids: readonly string[]): Promise<void> {
    const stale = ids.filter((id) => Date.now() - (this.#known.get(id)?.at ?? 0) > FRESH_MS);
    await Promise.all(stale.map(async (id) => this.#known.set(id, { isHealthy: await this.#ask(id), at: Date.now() })));
  }

  /** As it was at the last {@link refresh}. */
  isHealthy = (id: string): boolean => this.#known.get(id)?.isHealthy ?? true;

  async #ask(id: string): Promise<boolean> {
    const check = this.#checks.get(id) ?? (await this.#readCheck(id));
    this.#checks.set(id, check);
    const key = `${check.region} ${check.alarm}`;
    const alarm = this.#alarms.get(key) ?? (await this.#readAlarm(check));
    this.#alarms.set(key, alarm);
    const value = await this.#latest(check.region, alarm);
    if (value !== undefined) return !isBreaching(alarm, value);
    if (alarm.TreatMissingData === 'breaching') return false;
    return alarm.TreatMissingData === 'notBreaching' || check.insufficient === 'Healthy';
  }

  async #readCheck(HealthCheckId: string): Promise<HealthCheck> {
    const { HealthCheck } = await this.route53.send(new GetHealthCheckCommand({ HealthCheckId }));
    const { AlarmIdentifier, InsufficientDataHealthStatus } = HealthCheck?.HealthCheckConfig ?? {};
    if (!AlarmIdentifier) throw new Error(`the health check ${HealthCheckId} watches no alarm`);
    return {
      alarm: AlarmIdentifier.Name ?? '',
      region: AlarmIdentifier.Region ?? '',
      insufficient: InsufficientDataHealthStatus,
    };
  }

  async #readAlarm({ alarm, region }: HealthCheck): Promise<WatchedAlarm> {
    const { MetricAlarms } = await this.#cloudWatch(region, 'DescribeAlarms', { AlarmNames: [alarm] });
    const [found] = MetricAlarms as WatchedAlarm[];
    if (!found) throw new Error(`there is no alarm ${alarm} in ${region}`);
    return found;
  }

  /** The statistic of the last periods; `undefined` without data, also because the region is lost. */
  async #latest(region: string, alarm: WatchedAlarm): Promise<number | undefined> {
    const { Namespace, MetricName, Dimensions, Period, Statistic, EvaluationPeriods } = alarm;
    const now = Date.now();
    const periodMs = (Period / 60) * MINUTE_MS;
    const asked = this.#cloudWatch(region, 'GetMetricStatistics', {
      ...{ Namespace, MetricName, Dimensions, Period },
      Statistics: [Statistic],
      StartTime: Math.max(this.#since, now - EvaluationPeriods * periodMs) / 1000,
      EndTime: now / 1000 + 1,
    });
    const { Datapoints = [] } = await Promise.race([asked.catch(() => NO_DATA), sleep(LOST_MS, NO_DATA)]);
    const values = (Datapoints as Record<string, number>[]).map((point) => point[Statistic] ?? NaN);
    if (values.length === 0) return undefined;
    return Statistic === 'Minimum' ? Math.min(...values) : Math.max(...values);
  }

  #cloudWatch = (region: string, action: string, body: object): Promise<Record<string, unknown>> =>
    this.api.json('monitoring', region, `GraniteServiceVersion20100801.${action}`, body);
}

const isBreaching = ({ ComparisonOperator, Threshold }: WatchedAlarm, value: number): boolean =>
  ComparisonOperator === 'LessThanThreshold' ? value < Threshold : value > Threshold;
