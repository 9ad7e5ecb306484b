/** A duration and the shortest one that the mechanism allows, measured in the same run, milliseconds. */
export interface Timed {
  readonly ms: number;
  readonly floorMs: number;
}

export type Tell = (text: string) => void;
