import { SKILL_LIMITS } from '@gait/harness';
import { sha256Hex } from '@gait/canon';
import { isPortableName } from '../tree/check-names.ts';

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const MOST = SKILL_LIMITS.nameChars;

/**
 * A name of lower-case letters, digits and single hyphens, as tools want names of agents and
 * skills: the name itself where it is one, else the nearest one that has the digest of the name
 * in it, so that two names never become the same.
 *
 * @param instead for a name of which no letter can stay
 */
export function kebabName(name: string, instead = 'agent'): string {
  if (KEBAB.test(name) && name.length <= MOST && isPortableName(name)) return name;
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const mark = sha256Hex(name).slice(0, 8);
  const rest = words.slice(0, MOST - mark.length - 1).replace(/^-+|-+$/g, '');
  return `${rest === '' ? instead : rest}-${mark}`;
}

/** `krci-dev-plan` of `dev/plan.md`: what a person types is the same in every tool. */
export function taskName(name: string): string {
  return kebabName(`krci-${name.replace(/\.md$/, '').replaceAll('/', '-')}`);
}

/** `dev` of the id `dev-v1`: a word for an agent whose file has a name in other letters. */
export function wordOfId(id: string | undefined): string {
  const word = (id ?? '').replace(/-v[0-9]+$/, '');
  return KEBAB.test(word) && word.length <= MOST / 2 ? word : 'agent';
}

/** The name of a file that keeps the name of its agent where every system can. */
export function fileName(short: string): string {
  return isPortableName(`${short}.md`) ? short : kebabName(short);
}
