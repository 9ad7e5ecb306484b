/** Nothing waits for real time in a world of virtual time: the limits of AWS calls are the world's own. */
export function inVirtualTime(): void {
  AbortSignal.timeout = () => new AbortController().signal;
}
