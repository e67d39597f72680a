import type { ReadCall } from '../walk/call.ts';
import { readAwk } from '../code/read-awk.ts';
import { readInterpreter } from '../code/read-interpreter.ts';
import { readSed } from '../code/read-sed.ts';
import { readContainer } from './read-container.ts';
import { readEnv } from './read-env.ts';
import { readFind } from './read-find.ts';
import { PREFIXES, readPrefix } from './read-prefix.ts';
import { readCrontab, readScript, readTerminal, readWatch } from './read-scheduled.ts';
import { readShell } from './read-shell-program.ts';
import { readSsh } from './read-ssh.ts';
import { readSu } from './read-su.ts';
import { readParallel, readXargs } from './read-xargs.ts';

const READERS: Readonly<Record<string, ReadCall>> = {
  sh: readShell,
  bash: readShell,
  dash: readShell,
  zsh: readShell,
  ksh: readShell,
  mksh: readShell,
  ash: readShell,
  rbash: readShell,
  fish: readShell,
  env: readEnv,
  find: readFind,
  gfind: readFind,
  xargs: readXargs,
  gxargs: readXargs,
  parallel: readParallel,
  su: readSu,
  runuser: readSu,
  ssh: readSsh,
  kubectl: readContainer,
  oc: readContainer,
  watch: readWatch,
  script: readScript,
  tmux: readTerminal,
  screen: readTerminal,
  crontab: readCrontab,
  at: readCrontab,
  batch: readCrontab,
  awk: readAwk,
  gawk: readAwk,
  mawk: readAwk,
  nawk: readAwk,
  sed: readSed,
  gsed: readSed,
  node: readInterpreter,
  nodejs: readInterpreter,
  python: readInterpreter,
  pypy: readInterpreter,
  perl: readInterpreter,
  ruby: readInterpreter,
  php: readInterpreter,
  lua: readInterpreter,
};

/** The programs that start others or run code, which the reader of shells reads itself. */
export function OWN_PROGRAMS(name: string): ReadCall | undefined {
  if (Object.hasOwn(READERS, name)) return READERS[name];
  if (Object.hasOwn(PREFIXES, name)) return readPrefix;
  const plain = name.replace(/-?\d+(?:\.\d+)*$/, '');
  if (plain !== name && /^(?:python|pypy|perl|ruby|php|lua|node)$/.test(plain))
    return readInterpreter;
  return undefined;
}
