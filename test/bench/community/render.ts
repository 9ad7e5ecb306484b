import { seconds } from '../../../cli/report/timeline';
import { SECRET_BYTES } from './fill';
import type { PostgresSample } from './postgres';
import type { Timed } from './row';
import type { SnapshotSample } from './snapshot';

export interface CommunityReport {
  readonly snapshot: readonly SnapshotSample[];
  /** A text: why it could not be measured. */
  readonly postgres: readonly PostgresSample[] | string;
  /** Of every measurement on PostgreSQL. */
  readonly runs: number;
}

/** The budgets of these ways at 100 MB, without DNS, milliseconds. */
export const BUDGETS = { mb: 100, snapshotMs: 15_000, postgresMs: 2_000 } as const;

/** A table for docs/bench. */
export function renderMarkdown({ snapshot, postgres, runs }: CommunityReport): string {
  const { mb, snapshotMs, postgresMs } = BUDGETS;
  return [
    '# Pairs without Vault Enterprise: how long a move takes',
    '',
    '<!-- written by make bench-community -->',
    '',
    'Real OpenBao clusters of one node on one machine: from the call until the name has moved and the new primary serves. The floor is the mechanism alone, measured in the same run:',
    'the restore by one call with a file of this machine, until a client can read; or the promotion of the database and the delete of',
    'the lock, until a node is active. A switchover with snapshots also saves a file first.',
    '',
    '## Snapshots',
    '',
    `One run. The store has secrets of ${SECRET_BYTES / 1024} KiB; many small ones take longer. Every restore contains a pause of 5 s that is in`,
    `OpenBao and in Vault. The budget is ${snapshotMs / 1000} s for a failover at ${mb} MB.`,
    '',
    '| data | file | pull | failover | floor | × floor | switchover | floor | × floor |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...snapshot.map(
      (each) =>
        `| ${each.mb} MB | ${(each.fileBytes / 1024 / 1024).toFixed(0)} MiB | ${seconds(each.pullMs)} | ${cells(each.failover)} | ${cells(each.switchover)} |`,
    ),
    '',
    ...snapshot.flatMap(({ refusal, mb: size }) =>
      refusal === undefined
        ? []
        : [`With the limit as it is deployed (400 MiB), the puller refuses the store of ${size} MB: “${refusal}”`, ''],
    ),
    '## PostgreSQL',
    '',
    ...(typeof postgres === 'string'
      ? [`Not measured: ${postgres}`]
      : [
          `Medians of ${runs} runs. The budget is ${postgresMs / 1000} s for a failover. A standby asks for the lock once a second, so a floor varies by that.`,
          '',
          '| data | failover | floor | × floor | switchover | floor | × floor |',
          '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
          ...postgres.map((each) => `| ${each.mb} MB | ${cells(each.failover)} | ${cells(each.switchover)} |`),
        ]),
    '',
  ].join('\n');
}

const cells = ({ ms, floorMs }: Timed): string =>
  `${seconds(ms)} | ${seconds(floorMs)} | × ${(ms / floorMs).toFixed(2)}`;

/** What misses its budget. */
export function missedOf({ snapshot, postgres }: CommunityReport): string[] {
  const { mb, snapshotMs, postgresMs } = BUDGETS;
  // On a busy machine the mechanism alone may take longer than the budget.
  const isSlow = ({ ms, floorMs }: Timed, limit: number): boolean => ms > limit && floorMs < limit;
  const slow = snapshot.filter((each) => each.mb === mb && isSlow(each.failover, snapshotMs));
  const measured = typeof postgres === 'string' ? [] : postgres;
  const slower = measured.filter((each) => each.mb === mb && isSlow(each.failover, postgresMs));
  return [
    ...slow.map(({ failover }) => `snapshot: a failover of ${mb} MB took ${seconds(failover.ms)}`),
    ...slower.map(({ failover }) => `postgres: a failover of ${mb} MB took ${seconds(failover.ms)}`),
  ];
}
