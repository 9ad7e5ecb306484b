/** Everything under it is evidence: written once, and kept for a year. */
export const EVIDENCE_PREFIX = 'evidence/';
/** For so many days nobody can delete a record. */
export const EVIDENCE_DAYS = 365;

/** Only the role that plans writes there. */
export const REVIEWS_PREFIX = `${EVIDENCE_PREFIX}reviews/`;
/** Only the role that applies writes there. */
export const APPLIES_PREFIX = `${EVIDENCE_PREFIX}applies/`;

export const reviewsPrefix = (tree: string): string => `${REVIEWS_PREFIX}${tree}/`;
