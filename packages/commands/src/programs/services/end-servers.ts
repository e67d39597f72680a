import type { Word } from '../../model/invocation.ts';
import { addExecute, addService, type Call, type Draft } from '../draft.ts';

/** Ports below belong to services of the machine. */
const FIRST_FREE_PORT = 1024;
/** Where other programs than a developer's own servers listen: databases, containers, clusters. */
const KEPT_PORTS: ReadonlySet<number> = new Set([2375, 2376, 6443, 10250]);

/**
 * Servers of everyday development by the words that their processes have. What else a pattern
 * may meet, the agent itself among it, nobody knows.
 */
const SERVERS =
  /(?:^|[\s/])(?:vite|next(?: dev| start|-server)|nuxt|webpack|webpack-dev-server|react-scripts|ng serve|nodemon|ts-node-dev|tsx watch|uvicorn|gunicorn|flask|hypercorn|runserver|rails s\w*|puma|jest|vitest|playwright|storybook|expo|metro|gatsby|astro|parcel|esbuild|turbo|air|cargo-watch|spring-boot:run|bootRun|http\.server|http-server|live-server|json-server|serve|celery|streamlit|jupyter|mkdocs|hugo|jekyll|npm (?:run )?(?:dev|start|serve)|pnpm (?:run )?(?:dev|start)|yarn (?:run )?(?:dev|start)|manage\.py|php -S|artisan serve)(?:$|[\s:])/;

/** Whether a word is a port at which a developer's own server may listen. */
export function isOwnPort(text: string): boolean {
  const port = Number(text);
  return (
    /^\d{4,5}$/.test(text) && port >= FIRST_FREE_PORT && port < 65_536 && !KEPT_PORTS.has(port)
  );
}

function endPorts(draft: Draft, words: readonly Word[], strip: RegExp): void {
  if (words.length === 0) return addExecute(draft);
  for (const { value } of words) {
    const port = value?.replace(strip, '');
    if (port !== undefined && isOwnPort(port))
      addService(draft, 'write', 'process', `port ${port}`, 'end');
    else addExecute(draft, undefined, true);
  }
}

/** `fuser -k 3000/tcp`. */
export function readFuser({ draft, words }: Call): void {
  const files = words.operands.some(({ value }) => !/^\d+\/(?:tcp|udp)$/.test(value ?? ''));
  if (files || words.options.some(({ name }) => /^-[mM]$|^--mount/.test(name)))
    return addExecute(draft, undefined, true);
  endPorts(draft, words.operands, /\/(?:tcp|udp)$/);
}

/** `kill-port 3000 5173`. */
export function readKillPort({ draft, words }: Call): void {
  endPorts(draft, words.operands, /^$/);
}

/** `pkill -f "vite --port 3000"`: a server of everyday development, told by its words. */
export function readPkill({ draft, words }: Call): void {
  const texts = words.operands.map(({ value }) => value);
  const patterns = texts.filter(
    (text) => text === undefined || !/^-(?:f|e|i|\d+|[A-Z]+|-signal=?\w+|-full|-echo)$/.test(text),
  );
  const [pattern, ...more] = patterns;
  const known =
    pattern !== undefined &&
    more.length === 0 &&
    /^[\w ./:=@-]+$/.test(pattern) &&
    SERVERS.test(pattern);
  if (known) addService(draft, 'write', 'process', pattern, 'end');
  else if (texts.length > 0) addExecute(draft, undefined, true);
}

/** `kill -9 %1`: jobs of the shell, and what `lsof` finds at a developer's own port. */
export function readKill({ draft, words }: Call): void {
  const [first] = words.operands;
  if (first?.value !== undefined && /^-(?:[lL]|-list|-table)$/.test(first.value)) return;
  const targets = words.operands.filter(({ prefix }) => !prefix.startsWith('-'));
  if (targets.length > 0 && targets.every(({ prefix }) => prefix.startsWith('%')))
    addService(draft, 'write', 'process', 'own', 'end');
  // Behind a signal a negative number is a group of processes, or all of them.
  else addExecute(draft, undefined, true);
  if (words.operands.slice(1).some(({ prefix }) => /^-\d/.test(prefix)))
    addExecute(draft, undefined, true);
}

/**
 * What `lsof -t -i:PORT` and `pgrep -f SERVER` print, as a job of the shell's own; undefined:
 * anybody's processes.
 */
export function ownProcesses(name: string, args: readonly string[]): string | undefined {
  const text = args.join(' ');
  if (name === 'pgrep')
    return /^-f [\w ./:=@-]+$/.test(text) && SERVERS.test(text.slice(3)) ? '%' : undefined;
  const port = /(?:^| )-(?:[nPQ]*t[nPQ]*i|i) ?(?:tcp|TCP)?:(\d+)(?= |$)/.exec(text)?.[1];
  const rest = text.replace(/-(?:[nPQ]*t[nPQ]*i|i) ?(?:tcp|TCP)?:\d+/, '').trim();
  const tells = /^(?:-[tnPQ]+|-sTCP:LISTEN|\s)*$/.test(rest) && /(?:^| )-[nPQ]*t/.test(text);
  return port !== undefined && tells && isOwnPort(port) ? '%' : undefined;
}
