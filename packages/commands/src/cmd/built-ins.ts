/**
 * What cmd's own commands and the small programs of Windows do with files. Each argument without
 * a slash is a file: `d` deletes, `r` reads, `w` writes, `m` moves away, `x` is none. The last
 * role is that of all further ones; `last` is the role of the last of several.
 */
export interface BuiltIn {
  readonly roles: string;
  readonly last?: string;
  /** A switch that takes in what lies below. */
  readonly tree?: RegExp;
  /** A switch that empties the target, or takes the source away. */
  readonly deletes?: RegExp;
  /** Without an argument it is about the folder. */
  readonly here?: true;
}

const NONE: BuiltIn = { roles: 'x' };
const READ: BuiltIn = { roles: 'r' };
const TREE = /^\/s/i;
const DELETE: BuiltIn = { roles: 'd', tree: TREE };
const COPY: BuiltIn = { roles: 'r', last: 'w', tree: TREE };
const MOVE: BuiltIn = { roles: 'm', last: 'w' };

export const BUILT_INS: Readonly<Record<string, BuiltIn>> = {
  del: DELETE,
  erase: DELETE,
  rd: DELETE,
  rmdir: DELETE,
  copy: COPY,
  xcopy: { roles: 'r', last: 'w', tree: /^\/[se]/i },
  robocopy: {
    roles: 'rwx',
    tree: /^\/(?:s|e|mir|purge)$/i,
    deletes: /^\/(?:mir|purge|move?)$/i,
  },
  move: MOVE,
  ren: MOVE,
  rename: MOVE,
  type: READ,
  more: READ,
  findstr: { roles: 'xr', tree: TREE },
  find: { roles: 'xr' },
  fc: READ,
  comp: READ,
  sort: READ,
  dir: { roles: 'r', tree: TREE, here: true },
  tree: { roles: 'r', tree: /./, here: true },
  md: { roles: 'w' },
  mkdir: { roles: 'w' },
  mklink: { roles: 'w', tree: /./ },
  attrib: { roles: 'w', tree: TREE },
  echo: NONE,
  rem: NONE,
  title: NONE,
  cls: NONE,
  color: NONE,
  ver: NONE,
  vol: NONE,
  pause: NONE,
  exit: NONE,
  endlocal: NONE,
  setlocal: NONE,
  verify: NONE,
  prompt: NONE,
  shift: NONE,
  break: NONE,
  popd: NONE,
  where: NONE,
  whoami: NONE,
  hostname: NONE,
  tasklist: NONE,
  systeminfo: NONE,
  timeout: NONE,
  chcp: NONE,
};
