import type { EndpointPolicy, PolicyRule } from '../policy/policy.ts';
import { goPathClean } from '../text/go-path.ts';
import { isPathPattern } from '../text/go-path-match.ts';
import { listed, type Found, type LintCode } from './lint-finding.ts';

const LISTS = ['path_allowlist', 'path_denylist'] as const;
/** Anything inside the workspace; in `strict` only. */
const INSIDE = './**';
const DOMAINS = ['domain_allowlist', 'domain_denylist'] as const;

/** Patterns of `endpoint` that match less than they look like (gait-formats §4.6). */
export function lintPatterns(rule: PolicyRule): readonly Found[] {
  const { endpoint } = rule;
  const anywhere = writesAnywhere(rule);
  if (!endpoint.enabled) return anywhere;
  return [
    ...anywhere,
    ...LISTS.flatMap((field) => lintPaths(field, endpoint)),
    ...DOMAINS.flatMap((field) => lintDomains(field, endpoint[field])),
  ];
}

function lintPaths(field: (typeof LISTS)[number], endpoint: EndpointPolicy): readonly Found[] {
  const patterns = endpoint[field];
  // An allowlist that knows no absolute path stops them all, whatever is denied beside it.
  const relativeOnly =
    endpoint.path_allowlist.length > 0 && !endpoint.path_allowlist.some(isAbsolute);
  const mayMiss = field === 'path_allowlist' || !relativeOnly;
  const found: Found[] = [];
  const add = (
    code: LintCode,
    values: readonly string[],
    message: string,
    repair: string,
  ): void => {
    if (values.length === 0) return;
    const level = code === 'path_pattern_shallow' ? 'note' : 'warning';
    const path = ['endpoint', field];
    found.push({ code, level, path, message: `${listed(values)} ${message}`, repair });
  };
  const malformed = patterns.filter((pattern) => !isPathPattern(pattern));
  add(
    'path_pattern_malformed',
    malformed,
    'is no pattern: a bracket or backslash is not closed, and it matches only itself',
    'close the bracket, or put a backslash before a character that is meant as it is',
  );
  const sound = patterns.filter((pattern) => isPathPattern(pattern));
  add(
    'path_pattern_uncleaned',
    sound.filter((pattern) => pattern !== INSIDE && isUncleaned(pattern)),
    'matches only paths that are written in that way; in the standard profile paths are not cleaned',
    'write it without a leading ./, //, /./, /../ and a slash at the end; profile strict compares cleaned paths',
  );
  add(
    'path_pattern_relative',
    sound.filter(
      (pattern) =>
        mayMiss &&
        (pattern === INSIDE || !isUncleaned(pattern)) &&
        isRelativeOnly(pattern, field, sound),
    ),
    'matches only paths that are written from the workspace; the same file by its absolute path matches in profile strict alone',
    'use profile strict, or list the absolute form too, such as /srv/app/.env or */*/.env',
  );
  if (field === 'path_denylist') {
    add(
      'path_pattern_shallow',
      sound.filter((pattern) => isShallow(pattern, sound)),
      'stops at the next slash: what lies deeper is not denied',
      'end it with /** to mean everything below',
    );
  }
  return found;
}

/** Unless another pattern denies the same folder at any depth. */
function isShallow(pattern: string, all: readonly string[]): boolean {
  if (!pattern.endsWith('/*')) return false;
  const folder = pattern.replace(/(?:\/\*)+$/u, '').replace(/^(?:\*\/)+/u, '');
  return !all.includes(`**/${folder}/**`);
}

function isAbsolute(pattern: string): boolean {
  return /^[/*]|^[A-Za-z]:/u.test(pattern);
}

/** Writes to files that a rule allows wherever they are. */
function writesAnywhere({ effect, match, endpoint }: PolicyRule): readonly Found[] {
  const { endpoint_classes: classes, target_kinds: kinds } = match;
  const writes = classes.includes('fs.write') && (kinds.length === 0 || kinds.includes('path'));
  if (effect !== 'allow' || !writes || endpoint.path_allowlist.length > 0) return [];
  return [
    {
      code: 'writes_anywhere',
      level: 'warning',
      path: ['match', 'endpoint_classes'],
      message:
        'it lets files be written anywhere, outside the workspace too: no path_allowlist says where',
      repair:
        'add endpoint: {path_allowlist: [./**]} (profile strict), or the folders that may change',
    },
  ];
}

/**
 * A relative pattern that no other pattern of the list repeats for absolute paths. What an
 * allowlist does not know is not allowed, so there only the pattern for the workspace counts.
 */
function isRelativeOnly(
  pattern: string,
  field: (typeof LISTS)[number],
  all: readonly string[],
): boolean {
  if (pattern === INSIDE) return all.every((other) => other === INSIDE);
  if (field === 'path_allowlist' || /^(?:[/*]|[A-Za-z]:|[~$%])/u.test(pattern)) return false;
  return !all.some((other) => /^[/*]/u.test(other) && other.endsWith(`/${pattern}`));
}

function isUncleaned(pattern: string): boolean {
  const folder = pattern.endsWith('/**') ? pattern.slice(0, -3) : pattern;
  return folder !== '' && goPathClean(folder) !== folder;
}

function lintDomains(field: string, patterns: readonly string[]): readonly Found[] {
  const odd = patterns.filter((pattern) => /[/:@\s]|^\.|\.$/u.test(pattern));
  if (odd.length === 0) return [];
  return [
    {
      code: 'domain_pattern_odd',
      level: 'warning',
      path: ['endpoint', field],
      message: `${listed(odd)} is no name of a host: a target's domain has no scheme, port or path`,
      repair: 'write example.com, or *.example.com for all names below it',
    },
  ];
}
