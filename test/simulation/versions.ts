/** Newer than every version that the habits have. */
export const NEWER = '1.22.0+ent';
