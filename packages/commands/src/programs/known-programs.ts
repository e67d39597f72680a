import type { Theme } from './row.ts';
import { PACKAGE_MANAGERS } from './node/package-managers.ts';
import { BUILD_PROGRAMS } from './tables/build-programs.ts';
import { DATABASE_PROGRAMS } from './tables/database-programs.ts';
import { FILE_PROGRAMS } from './tables/file-programs.ts';
import { NETWORK_PROGRAMS } from './tables/network-programs.ts';
import { NODE_TOOLS } from './tables/node-tools.ts';
import { PYTHON_PROGRAMS } from './tables/python-programs.ts';
import { SEARCH_PROGRAMS } from './tables/search-programs.ts';
import { SERVICE_PROGRAMS } from './tables/service-programs.ts';
import { SYSTEM_PROGRAMS } from './tables/system-programs.ts';
import { TEXT_PROGRAMS } from './tables/text-programs.ts';
import { GITHUB, GITLAB } from './git/github-row.ts';
import { GIT } from './git/git-row.ts';

/** Every program of the table, by theme. */
export const KNOWN_PROGRAMS: readonly Theme[] = [
  { title: 'Files', local: false, rows: FILE_PROGRAMS },
  { title: 'Text and archives', local: false, rows: TEXT_PROGRAMS },
  { title: 'Git', local: false, rows: { git: GIT, gh: GITHUB, glab: GITLAB } },
  { title: 'Searching', local: true, rows: SEARCH_PROGRAMS },
  { title: 'Packages of JavaScript', local: true, rows: PACKAGE_MANAGERS },
  { title: 'Tools of JavaScript', local: true, rows: NODE_TOOLS },
  { title: 'Python', local: true, rows: PYTHON_PROGRAMS },
  { title: 'Builds and other languages', local: true, rows: BUILD_PROGRAMS },
  { title: 'Containers, clusters and clouds', local: false, rows: SERVICE_PROGRAMS },
  { title: 'Databases', local: false, rows: DATABASE_PROGRAMS },
  { title: 'Network and keys', local: false, rows: NETWORK_PROGRAMS },
  { title: 'The machine', local: false, rows: SYSTEM_PROGRAMS },
];
