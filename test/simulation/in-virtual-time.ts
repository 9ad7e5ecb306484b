/**
 * Nothing waits for real time in a world of virtual time: the limits of AWS calls are the world's own. Nobody reads where
 * the errors come from of which thousands are part of a world, and to find that out costs more than all else about them.
 */
export function inVirtualTime(): void {
  const never = new AbortController().signal;
  AbortSignal.timeout = () => never;
  Error.stackTraceLimit = 0;
}
