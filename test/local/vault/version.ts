/** Whether a version such as `1.21.4+ent` is `major.minor.patch` or later. */
export function isAtLeast(version: string, major: number, minor: number, patch = 0): boolean {
  const [ownMajor = 0, ownMinor = 0, ownPatch = 0] = version.split(/[.+-]/).map(Number);
  if (ownMajor !== major) return ownMajor > major;
  return ownMinor > minor || (ownMinor === minor && ownPatch >= patch);
}
