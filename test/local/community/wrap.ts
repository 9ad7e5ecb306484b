/** Puts something between the engine and a part that it calls, for example so that it dies at one of the calls. */
export type Wrap = <T extends object>(name: string, part: T) => T;

export const UNCHANGED: Wrap = (_name, part) => part;
