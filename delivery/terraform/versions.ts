/** A program that is downloaded from its maker when it is not on PATH. */
export interface PinnedProgram {
  readonly version: string;
  /** SHA-256 of the zip by platform, hexadecimal, as published by the maker. */
  readonly sha256: Readonly<Record<string, string>>;
  url(version: string, platform: string): string;
}

/** The Terraform version that every laptop and pipeline uses. */
export const TERRAFORM: PinnedProgram = {
  version: '1.11.4',
  sha256: {
    darwin_amd64: 'a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b',
    darwin_arm64: '867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18',
    linux_amd64: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
    linux_arm64: 'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
  },
  url: (version, platform) =>
    `https://releases.hashicorp.com/terraform/${version}/terraform_${version}_${platform}.zip`,
};

/** The first version of OpenTofu whose S3 backend has a lock file. */
export const OLDEST_TOFU = '1.10.0';
