/** The part of `terraform show -json` that is used here. @see https://developer.hashicorp.com/terraform/internals/json-format */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
}

type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';
type Values = Readonly<Record<string, unknown>>;

export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly mode: 'managed' | 'data';
  readonly change: {
    readonly actions: readonly Action[];
    readonly before: Values | null;
    readonly after: Values | null;
    /** `true` for each value that is known only after the apply. */
    readonly after_unknown?: Values;
  };
}

/** What a plan does to one resource. */
export type Effect = 'added' | 'changed' | 'replaced' | 'destroyed';

/** @returns `undefined` when the plan does not change the resource */
export function effectOf({ mode, change: { actions } }: ResourceChange): Effect | undefined {
  if (mode === 'data') return undefined;
  const [deletes, creates] = [actions.includes('delete') || actions.includes('forget'), actions.includes('create')];
  if (deletes && creates) return 'replaced';
  if (creates) return 'added';
  if (deletes) return 'destroyed';
  return actions.includes('update') ? 'changed' : undefined;
}

/** @returns the names of the attributes that change, sorted; without values, because a value can be a secret */
export function changedAttributes({ change: { before, after, after_unknown } }: ResourceChange): string[] {
  const names = new Set([before, after, after_unknown].flatMap((values) => Object.keys(values ?? {})));
  return [...names].sort().filter((name) => {
    if (isUnknown(after_unknown?.[name])) return true;
    return JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null);
  });
}

function isUnknown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === true;
  return Object.values(value).some(isUnknown);
}
