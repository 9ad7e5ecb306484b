/** Troubles of databases, between operations and while one runs. */
export const PG_TROUBLES = [
  'a database stops',
  'a database starts',
  'a database cannot be reached',
  'a database can be reached again',
  'a right is taken from the role of the engine',
  'the role of the engine gets its right back',
  'an old primary is made a replica',
  'a replica belongs to another system',
  'a person changes a database by hand',
] as const;
