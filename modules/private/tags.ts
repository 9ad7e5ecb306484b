/** Tags, declared once for everything that has them. */
export interface TagSettings {
  /** Tags of every resource that supports tags. @default {} */
  readonly tags?: Readonly<Record<string, string>>;
}
