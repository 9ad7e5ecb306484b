/** Environment variables of a Lambda that describe a pair, without the addresses of the clusters. */
export const PAIR_ENV = {
  HOSTED_ZONE_IDS: 'Z1',
  CLIENT_NAME: 'vault.example.com',
  HOME_SET_IDENTIFIER: 'h',
  AWAY_SET_IDENTIFIER: 'a',
  JOURNAL_TABLE: 'journal',
  HOME_REGION: 'eu-west-1',
  AWAY_REGION: 'eu-central-1',
} as const;
