/** The part of `terraform show -json` that is used here. @see https://developer.hashicorp.com/terraform/internals/json-format */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  /** False when the plan leaves something for a later one. @default true */
  readonly complete?: boolean;
  /** True when planning failed half-way. @default false */
  readonly errored?: boolean;
}

export type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';
type Values = Readonly<Record<string, unknown>>;

/** A change of a resource (its values are an object) or of an output (any value). */
export interface Change<V = unknown> {
  readonly actions: readonly Action[];
  readonly before: V | null;
  readonly after: V | null;
  /** `true` for each value that is known only after the apply. */
  readonly after_unknown?: unknown;
  /** `true` for each value that is a secret. */
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  /** The attributes that force the replacement. */
  readonly replace_paths?: readonly unknown[];
  /** The id of a resource that exists already and is taken over. */
  readonly importing?: unknown;
}

export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly mode: 'managed' | 'data';
  /** The address before a move. */
  readonly previous_address?: string;
  /** The key of an object that is left over from a replacement and gets deleted. */
  readonly deposed?: string;
  readonly change: Change<Values> & { readonly after_unknown?: Values };
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
