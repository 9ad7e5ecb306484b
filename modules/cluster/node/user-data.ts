import type { NodeSettings } from './settings';

/** The user data of a node. */
export const renderUserData = (settings: NodeSettings): string =>
  ['#!/bin/bash', ...Object.entries(settings).map(([name, value]) => `# ${name}: ${JSON.stringify(value)}`)].join('\n');
