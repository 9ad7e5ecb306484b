import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDecisions } from './render';

describe('docs/safety/decisions.md', () => {
  it('is what the planner decides today: run make docs when this fails, and read what has changed', () => {
    const written = readFileSync(join(__dirname, '..', '..', 'docs', 'safety', 'decisions.md'), 'utf8');
    expect(written).toBe(renderDecisions());
  });
});
