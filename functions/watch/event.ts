import * as v from 'valibot';

/** What a watch is called with. EventBridge adds fields of its own, so unknown fields are ignored. */
export const WATCH_EVENT = v.object({ operation: v.optional(v.literal('status')) });
export const WATCH_USAGE = 'Give {} or {"operation": "status"}.';
