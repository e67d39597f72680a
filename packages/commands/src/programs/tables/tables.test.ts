import { expect, test } from 'bun:test';
import { BUILD_PROGRAMS } from './build-programs.ts';
import { DATABASE_PROGRAMS } from './database-programs.ts';
import { FILE_PROGRAMS } from './file-programs.ts';
import { NETWORK_PROGRAMS } from './network-programs.ts';
import { NODE_TOOLS } from './node-tools.ts';
import { PYTHON_PROGRAMS } from './python-programs.ts';
import { SEARCH_PROGRAMS } from './search-programs.ts';
import { SERVICE_PROGRAMS } from './service-programs.ts';
import { SYSTEM_PROGRAMS } from './system-programs.ts';
import { TEXT_PROGRAMS } from './text-programs.ts';
import type { Spec } from '../row.ts';

const ROWS = [
  BUILD_PROGRAMS,
  DATABASE_PROGRAMS,
  FILE_PROGRAMS,
  NETWORK_PROGRAMS,
  NODE_TOOLS,
  PYTHON_PROGRAMS,
  SEARCH_PROGRAMS,
  SERVICE_PROGRAMS,
  SYSTEM_PROGRAMS,
  TEXT_PROGRAMS,
].flatMap((rows) => Object.entries(rows));

/** A specification and those of its subcommands. */
function allSpecs(spec: Spec): readonly Spec[] {
  return [spec, ...Object.values(spec.subs ?? {}).flatMap(allSpecs)];
}

test.each(ROWS)('%s says what it is taken for', (_names, { about }) => {
  expect(about).toMatch(/^[a-z`]/);
  expect(about.endsWith('.')).toBe(false);
});

test.each(ROWS)('%s names its options and subcommands plainly', (_names, row) => {
  for (const { options, subs } of allSpecs(row)) {
    for (const names of Object.values(options ?? {}))
      for (const name of names.split(' ')) expect(name).toMatch(/^-{1,2}[\w@#.:-]+\??$/);
    const named = Object.keys(subs ?? {}).flatMap((names) => names.split(' '));
    expect(named).not.toContain('');
    expect(new Set(named).size).toBe(named.length);
  }
});
