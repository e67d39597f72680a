import type { Theme } from './row.ts';
import { PACKAGE_MANAGERS } from './node/package-managers.ts';
import { BUILD_PROGRAMS } from './tables/build-programs.ts';
import { FILE_PROGRAMS } from './tables/file-programs.ts';
import { NODE_TOOLS } from './tables/node-tools.ts';
import { PYTHON_PROGRAMS } from './tables/python-programs.ts';
import { SEARCH_PROGRAMS } from './tables/search-programs.ts';
import { TEXT_PROGRAMS } from './tables/text-programs.ts';
import { GIT } from './git/git-row.ts';

/** Every program of the table, by theme. */
export const KNOWN_PROGRAMS: readonly Theme[] = [
  { title: 'Files', local: false, rows: FILE_PROGRAMS },
  { title: 'Text and archives', local: false, rows: TEXT_PROGRAMS },
  { title: 'Git', local: false, rows: { git: GIT } },
  { title: 'Searching', local: true, rows: SEARCH_PROGRAMS },
  { title: 'Packages of JavaScript', local: true, rows: PACKAGE_MANAGERS },
  { title: 'Tools of JavaScript', local: true, rows: NODE_TOOLS },
  { title: 'Python', local: true, rows: PYTHON_PROGRAMS },
  { title: 'Builds and other languages', local: true, rows: BUILD_PROGRAMS },
];
