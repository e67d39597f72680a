import { readHttpCall } from '../http/read-http-call.ts';
import type { EffectKind, Place } from '../model/effect.ts';
import { addEffect } from '../windows/gatherer.ts';
import { isNowhere, placesOf, resolveWindowsPath, serverOf } from '../windows/windows-path.ts';
import { bindParameters, type Argument, type Bound } from './bind-parameters.ts';
import { CMDLETS } from './cmdlets.ts';
import { obscure, UNKNOWN, type Session, type Value } from './session.ts';

const FILE_KINDS: Readonly<Record<string, EffectKind>> = {
  r: 'read',
  w: 'write',
  W: 'write',
  d: 'delete',
  m: 'delete',
};

/**
 * The effects of a cmdlet of the table. Undefined: its arguments are not understood, and nothing
 * was added; else the files that it gives on.
 *
 * @param upstream what comes through the pipe; undefined: nothing does
 */
export function runCmdlet(
  name: string,
  args: readonly Argument[],
  upstream: Value | undefined,
  session: Session,
): Value | undefined {
  const bound = bindParameters(args, CMDLETS[name] ?? '');
  if (bound === undefined) return undefined;
  const isTree = bound.some(({ role }) => role === 't') || name.endsWith('archive');
  const given: Place[] = [];
  for (const each of withDefaults(name, bound, upstream)) {
    const places = runParameter(name, each, bound, isTree, session);
    if (each.role === 'r') given.push(...places);
  }
  if (name === 'new-item') linkTarget(bound, session);
  const isListing = name === 'get-childitem' && !bound.some(({ name: said }) => said === 'name');
  if (given.length === 0 || !(isListing || name === 'get-item')) return UNKNOWN;
  return { ...UNKNOWN, objects: isListing ? given.map(below) : given };
}

/** What lies in a folder, when only the folder is known. */
function below(place: Place): Place {
  return place.kind === 'path' && place.reach === 'file' ? { ...place, reach: 'tree' } : place;
}

/** What has no path takes the files of the pipe, or the folder that it is in. */
function withDefaults(
  name: string,
  bound: readonly Bound[],
  upstream: Value | undefined,
): readonly Bound[] {
  if (bound.some(({ name: said }) => /^(?:path|literalpath|filepath|uri|source)$/.test(said))) {
    return bound;
  }
  const spec = /(?:^| )(\S+?):([rwWdmu])[1-9]/.exec(CMDLETS[name] ?? '');
  if (spec === null) return bound;
  const role = spec[2] as string;
  const isFolder = name === 'get-childitem';
  if (upstream === undefined) {
    const here: Value = { text: '.', quoted: true };
    return isFolder ? [...bound, { name: 'path', role, value: here }] : bound;
  }
  // What is searched or written without a path is text that comes through the pipe.
  const { objects } = upstream;
  if (name === 'select-string' && objects === undefined) return bound;
  const value = objects === undefined ? upstream : { ...UNKNOWN, places: objects };
  return [...bound, { name: 'literalpath', role, value }];
}

function runParameter(
  name: string,
  { name: parameter, role, value }: Bound,
  bound: readonly Bound[],
  isTree: boolean,
  session: Session,
): readonly Place[] {
  const { gatherer, scope } = session;
  const values = value?.items ?? [value ?? UNKNOWN];
  switch (role) {
    case 'u':
      for (const each of values) callUrl(name, each, bound, session);
      return [];
    case 'h':
      for (const { text } of values) {
        if (text === undefined) obscure(session, 'code_unknown');
        else
          addEffect(
            gatherer,
            'network',
            { kind: 'host', host: text.toLowerCase(), method: 'get' },
            name,
          );
      }
      return [];
    case 'n':
    case 'N': {
      const base = role === 'n' ? '..' : '.';
      const own = bound.find(({ name: other }) => other === 'path' || other === 'literalpath')
        ?.value?.text;
      const joined = values.map(({ text }) =>
        text === undefined || (own === undefined && role === 'n')
          ? undefined
          : `${own ?? '.'}/${base}/${text}`,
      );
      for (const text of joined)
        touch('write', { text, quoted: true }, 'file', false, name, session);
      return [];
    }
    case 'v':
    case 's':
    case 't':
      return [];
    default: {
      const kind = FILE_KINDS[role] ?? 'write';
      const reach = isTree || role === 'm' ? 'tree' : 'file';
      const isPattern = parameter !== 'literalpath';
      if (scope.folders.length === 0) obscure(session, 'code_unknown');
      return values.flatMap((each) => {
        const places = touch(kind, each, reach, isPattern, name, session, /[Wd]/.test(role));
        // To move a file is to read it too.
        if (role === 'm') touch('read', each, reach, isPattern, name, session);
        return places;
      });
    }
  }
}

/** Adds the effect on the file that a value names; answers with the places. */
export function touch(
  kind: EffectKind,
  value: Value,
  reach: 'file' | 'tree',
  isPattern: boolean,
  program: string,
  session: Session,
  destructive = false,
): readonly Place[] {
  const { gatherer, scope } = session;
  if (value.text !== undefined && isNowhere(value.text)) return [];
  const provider = value.text === undefined ? undefined : providerOf(value.text);
  if (provider !== undefined) {
    touchProvider(kind, provider, program, session, destructive);
    return [];
  }
  const text = value.text?.replace(/^(?:Microsoft\.PowerShell\.Core\\)?FileSystem::/i, '');
  const server = text === undefined ? undefined : serverOf(text);
  if (server !== undefined) {
    addEffect(
      gatherer,
      'network',
      { kind: 'host', host: server, method: kind === 'read' ? 'get' : 'put' },
      program,
    );
  }
  const places =
    text === undefined
      ? (value.places ?? [{ kind: 'unknown_path' as const }])
      : placesOf(homeFor(text, session), scope.folders, reach, isPattern);
  for (const place of places) addEffect(gatherer, kind, place, program, destructive);
  return places;
}

/** `~` is the home folder. */
export function homeFor(text: string, { context }: Session): string {
  return /^~(?=$|[\\/])/.test(text) ? `${context.home}${text.slice(1)}` : text;
}

/** `HKLM:\x`, `Env:x`, `Registry::HKEY_…`: no files. A drive of one letter is one. */
function providerOf(
  text: string,
): { readonly provider: string; readonly rest: string } | undefined {
  const found = /^(?:Microsoft\.PowerShell\.\w+\\)?([A-Za-z_][A-Za-z0-9_]+)(::?)(.*)$/s.exec(text);
  if (found === null) return undefined;
  const provider = (found[1] as string).toLowerCase();
  return provider === 'filesystem' ? undefined : { provider, rest: found[3] ?? '' };
}

const REGISTRY = /^(?:hklm|hkcu|hkcr|hku|hkcc|registry)$/;

function touchProvider(
  kind: EffectKind,
  { provider, rest }: { readonly provider: string; readonly rest: string },
  program: string,
  session: Session,
  destructive: boolean,
): void {
  if (REGISTRY.test(provider)) {
    const name = `${provider === 'registry' ? '' : `${provider}/`}${rest.replaceAll('\\', '/').replace(/^\/+/, '')}`;
    const place: Place = { kind: 'service', service: 'windows-registry', name, operation: kind };
    addEffect(session.gatherer, kind, place, program, destructive);
    return;
  }
  // Reading what the shell itself holds is harmless, and changing it changes what later words mean.
  if (kind === 'read' && /^(?:env|alias|function|variable|cert|wsman)$/.test(provider)) return;
  obscure(session, 'code_opaque');
}

function callUrl(name: string, { text }: Value, bound: readonly Bound[], session: Session): void {
  const said = (parameter: string): Value | undefined =>
    bound.find(({ name: other }) => other === parameter)?.value;
  const method = said('custommethod') ?? said('method');
  if (text === undefined || (method !== undefined && method.text === undefined)) {
    obscure(session, 'code_unknown');
    return;
  }
  const { effects, obscurities } = readHttpCall({ url: text, method: method?.text ?? 'get' }, name);
  for (const effect of effects)
    addEffect(session.gatherer, effect.kind, effect.place, name, effect.destructive);
  for (const obscurity of obscurities) obscure(session, obscurity);
}

/** A link lets later writes through to what it points at: making it is as strong as that. */
function linkTarget(bound: readonly Bound[], session: Session): void {
  const type = bound.find(({ name }) => name === 'itemtype')?.value;
  const target = bound.find(({ name }) => name === 'value')?.value;
  if (target === undefined || (type?.text !== undefined && !/link|junction/i.test(type.text)))
    return;
  touch('write', target, 'tree', false, 'new-item', session);
}

/** The folder that a text names, from the newest of the folders. */
export function folderOf(text: string, session: Session): string | undefined {
  const [folder] = session.scope.folders;
  if (folder === undefined || providerOf(text) !== undefined) return undefined;
  return resolveWindowsPath(homeFor(text, session), folder);
}
