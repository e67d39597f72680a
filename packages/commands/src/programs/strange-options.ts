import type { Word } from '../model/invocation.ts';
import { hostOf, isHere } from './add-host.ts';
import { pathOf, type Draft } from './draft.ts';
import type { Strange } from './read-words.ts';
import { isWithin } from './resolve-path.ts';

/** Last words of options that are given a program, or text to be run. */
const NAMES_PROGRAM =
  /^(?:exec|execute|executable|interpreter|shell|launcher|wrapper|runner|eval|preload|program|command|cmd|hook|binary|cmdline|compiler|linker|askpass|pager|editor|renderer)$/i;
/** Last words of options that are given a server. */
const NAMES_SERVER =
  /^(?:host|hostname|hosts|url|urls|uri|endpoint|endpoints|server|servers|proxy|registry|remote|address|addr|broker|brokers|gateway|upstream|mirror|index|webhook|collector|dsn)$/i;
/** They only switch something off. */
const SWITCHES_OFF = /^--?(?:no|skip|without|disable|ignore|exclude|hide)-/i;
const LOOKS_LIKE_HOST = /^(?:[^/\s]*@)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:\/|$)|^[\w.-]+:\d+(?:\/|$)/;
/** What separates paths in the value of an option: `type=local,dest=/x`, `/a:/b`. */
const BETWEEN = /[=,;:@\s"'()[\]{}]+/;
/** Longer values are data. */
const LONGEST = 4096;

/**
 * Options that the row of a program does not list. Most only choose how it works. What is called as
 * if it took a program or a server, and what names a server or a file outside of the project, makes
 * the reading obscure: the table cannot say what the program does with it.
 */
export function judgeStrange(draft: Draft, strange: readonly Strange[]): void {
  if (strange.some((option) => isAlarming(draft, option))) doubt(draft);
}

/** `-DNAME=VALUE`: settings of the program that no row lists. */
export function judgeSetting(draft: Draft, word: Word): void {
  const equals = word.prefix.indexOf('=');
  const name = equals < 0 ? word.prefix : word.prefix.slice(0, equals);
  const value: Word = {
    value: word.value?.slice(equals + 1),
    prefix: word.prefix.slice(equals + 1),
    pattern: word.pattern,
  };
  if (isAlarming(draft, { name, value })) doubt(draft);
}

/** Whether a word certainly or perhaps names a place outside of the project. */
export function namesElsewhere(draft: Draft, { value, prefix }: Word): boolean {
  return leadsElsewhere(draft, value ?? prefix);
}

function doubt({ obscurities }: Draft): void {
  if (!obscurities.includes('option_unknown')) obscurities.push('option_unknown');
}

function isAlarming(draft: Draft, option: Strange): boolean {
  const { name, value, next } = splitAtColon(option);
  const given = value ?? next;
  if (given === undefined || SWITCHES_OFF.test(name)) return false;
  // The value that stands in the same word is known only when it runs.
  if (value !== undefined && value.value === undefined) return true;
  const last = lastWordOf(name);
  const text = given.value ?? given.prefix;
  if (text.length > LONGEST) return false;
  if (NAMES_PROGRAM.test(last)) return !/^(?:true|false|\d*)$/.test(text);
  if (NAMES_SERVER.test(last) && namesServer(given)) return true;
  if (text.split('://').some((rest, index) => index > 0 && !isHere(hostOf(firstPart(rest)))))
    return true;
  // The two slashes of a URL begin no path.
  const parts = text.replaceAll('://', ' ').split(BETWEEN);
  return value !== undefined && parts.some((part) => leadsElsewhere(draft, part));
}

/** `dotnet test --collector:FILE`. */
function splitAtColon(option: Strange): Strange {
  const colon = option.name.indexOf(':');
  if (colon < 0 || option.value !== undefined) return option;
  const text = option.name.slice(colon + 1);
  return {
    name: option.name.slice(0, colon),
    value: { value: text, prefix: text, pattern: false },
  };
}

/** The server of a URL whose scheme is cut off, with what may stand around the whole. */
function firstPart(rest: string): string {
  return rest.split(/[\s,;"'/?#]/, 1)[0] ?? '';
}

function namesServer({ value }: Word): boolean {
  return value === undefined || (LOOKS_LIKE_HOST.test(value) && !isHere(hostOf(value)));
}

/** `--python-executable`, `-Dexec.executable`, `--testRunner`: the last part of the name. */
function lastWordOf(name: string): string {
  return (name.split(/[-._:]/).at(-1) ?? '').split(/(?<=[a-z])(?=[A-Z])/).at(-1) ?? '';
}

function leadsElsewhere(draft: Draft, text: string): boolean {
  if (!/^(?:\/|~|\.\.(?:[\\/]|$)|[A-Za-z]:[\\/]|\\\\)/.test(text)) return false;
  if (/^\/(?:dev\/\w+)?$/.test(text)) return false;
  if (text.startsWith('~')) return true;
  return !isWithin(pathOf(draft, text), pathOf(draft, draft.context.project));
}
