import { SKILL_LIMITS, type FilePlace, type HarnessId } from '@gait/harness';
import { foldName, isPortableName } from '../tree/check-names.ts';
import { readFrontMatter } from '../reader/front-matter.ts';
import { writeMark } from './generated-mark.ts';
import { shortened } from './head-text.ts';
import type { Bodies } from './render-bodies.ts';
import type { SkillSource, Source } from './render-sources.ts';
import type { RenderedFile, RenderOptions, TargetFinding } from './rendering.ts';
import { inputLine } from './task-text.ts';
import { TARGET_FINDING_CODES } from './target-finding-codes.ts';
import { writeFile } from './write-file.ts';

/** A file that a tool should get. */
export interface FileWish {
  readonly target: HarnessId;
  readonly place: FilePlace;
  readonly path: string;
  readonly root: string;
  readonly source: Source;
  readonly name: string;
  /** What the name was made of, where a person may miss it. */
  readonly wanted: string | undefined;
  readonly title: string;
  readonly description: string;
  /** Title and description beside the second body, where those of the asset may be what is wrong. */
  readonly plain?: { readonly title: string; readonly description: string };
  readonly bodies: Bodies;
  /** Characters that the text may have, without its head. */
  readonly maxBody: number | undefined;
}

/** A finding before the table of codes says how grave it is. */
type Draft = Omit<TargetFinding, 'severity'>;

export function withSeverity({ code, ...rest }: Draft): TargetFinding {
  return { code, severity: TARGET_FINDING_CODES[code].severity, ...rest };
}

/** Where skills go, and the path under which a person may have a command that such a skill replaces. */
export interface SkillPlace {
  readonly place: FilePlace;
  readonly root: string;
  readonly rival: string | undefined;
}

/** Gathers files, one for each path, and what is to say about them. */
export interface FileCollector {
  readonly add: (wish: FileWish) => void;
  readonly addSkill: (target: HarnessId, place: SkillPlace, skill: SkillSource) => void;
  readonly report: (target: HarnessId, finding: Draft) => void;
  readonly reportUnreadable: (target: HarnessId, path: string) => void;
  readonly findingsOf: (target: HarnessId) => readonly TargetFinding[];
  readonly countOf: (target: HarnessId) => number;
  readonly sorted: () => readonly RenderedFile[];
}

interface Gathered extends Omit<RenderedFile, 'targets'> {
  readonly targets: HarnessId[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function collectFiles(isForeign: RenderOptions['isForeign']): FileCollector {
  /** By the path as a system sees it that keeps no case apart. */
  const files = new Map<string, Gathered>();
  const findings = new Map<HarnessId, TargetFinding[]>();
  const report = (target: HarnessId, draft: Draft): void => {
    const finding = withSeverity(draft);
    const own = findings.get(target);
    if (own === undefined) findings.set(target, [finding]);
    else own.push(finding);
  };
  const put = (target: HarnessId, file: Omit<RenderedFile, 'targets'>): void => {
    const { path, from } = file;
    if (!path.split('/').every(isPortableName)) {
      report(target, unportable(path, from));
      return;
    }
    const key = foldName(path);
    const other = files.get(key);
    if (other !== undefined) {
      if (other.from === from && other.path === path && equal(other.bytes, file.bytes)) {
        if (!other.targets.includes(target)) other.targets.push(target);
      } else report(target, collision(path, from, other.from));
    } else if (isForeign?.(path) === true) report(target, foreign(path, from));
    else files.set(key, { ...file, targets: [target] });
  };
  return {
    report,
    reportUnreadable: (target, path) => report(target, unreadable(path)),
    add(wish) {
      const { target, path, root, source } = wish;
      const chosen = chooseBody(wish);
      if ('finding' in chosen) report(target, chosen.finding);
      if (chosen.bytes === undefined) return;
      put(target, { path, root, from: source.path, bytes: chosen.bytes });
      if (wish.wanted !== undefined && wish.wanted !== wish.name) report(target, renamed(wish));
    },
    addSkill(target, { place, root, rival }, { name, files: [head, ...rest] }) {
      if (head === undefined) return;
      const path = `${root}/${name}/SKILL.md`;
      if (rival !== undefined && isForeign?.(rival) === true) {
        report(target, replacing(path, head.path, rival));
        return;
      }
      const text = decoder.decode(head.bytes);
      const why = faultOf(head.bytes, text.slice(readFrontMatter(text, []).bodyStart), place);
      if (why !== undefined) {
        report(target, unfit(path, head.path, why));
        return;
      }
      const folder = `${root}/${name}`;
      put(target, { path, root, from: head.path, bytes: markedSkill(head) });
      const from = head.path.slice(0, head.path.lastIndexOf('/'));
      for (const file of rest) {
        const beside = folder + file.path.slice(from.length);
        put(target, { path: beside, root, from: file.path, bytes: file.bytes });
      }
    },
    findingsOf: (target) => findings.get(target) ?? [],
    countOf: (target) => [...files.values()].filter((file) => file.targets.includes(target)).length,
    sorted: () => [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

interface Chosen {
  readonly bytes: Uint8Array | undefined;
  readonly finding?: Draft;
}

/** The first body that the tool has room for and leaves as it is. */
function chooseBody(wish: FileWish): Chosen {
  const { place, bodies, maxBody, path, source, name } = wish;
  const mark = { from: source.path, digest: source.digest };
  let why = '';
  for (const [index, makeText] of bodies.entries()) {
    const body = makeText();
    const { title, description: full } = index === 0 ? wish : (wish.plain ?? wish);
    const description = shortened(full, SKILL_LIMITS.descriptionChars);
    const bytes = writeFile(place, { name, title, description, body, mark });
    const fault = faultOf(bytes, body.text, place, maxBody);
    if (fault === undefined)
      return index === 0 ? { bytes } : { bytes, finding: shorter(wish, why) };
    if (index === 0) why = fault;
  }
  return {
    bytes: undefined,
    finding: unfit(path, source.path, why),
  };
}

function unfit(path: string, from: string, why: string): Draft {
  return {
    code: 'target_unfit',
    path,
    from,
    message: `not written: ${why}`,
    hint: 'shorten the asset, or take out what the tool would run or replace',
  };
}

function faultOf(
  bytes: Uint8Array,
  body: string,
  { format, expands, maxChars = Number.POSITIVE_INFINITY, input }: FilePlace,
  maxBody = Number.POSITIVE_INFINITY,
): string | undefined {
  // A text has no more characters than bytes: most need no counting.
  const chars = bytes.length > maxChars ? decoder.decode(bytes).length : 0;
  if (chars > maxChars) return `${chars} characters, the tool reads ${maxChars}`;
  if (body.length > maxBody) return `${body.length} characters, the tool reads ${maxBody}`;
  const end = inputLine(input);
  const own = body.endsWith(end) ? body.slice(0, body.length - end.length) : body;
  // A recipe is filled in as a whole, its head too.
  const read = format === 'yaml' && expands !== undefined ? decoder.decode(bytes) : own;
  const expanded = expands?.exec(read)?.[0].trim();
  return expanded === undefined
    ? undefined
    : `it holds ${JSON.stringify(expanded)}, which the tool would run or replace`;
}

function shorter({ path, source, plain }: FileWish, why: string): Draft {
  const what =
    plain === undefined
      ? `the text is not in the file, which sends the model to ${source.path}`
      : 'the title is not in the file';
  return {
    code: 'target_shortened',
    path,
    from: source.path,
    message: `${what}: ${why}`,
    hint: 'nothing has to be done as long as the tool may read files of the repository',
  };
}

function renamed({ path, source, wanted, name }: FileWish): Draft {
  return {
    code: 'target_renamed',
    path,
    from: source.path,
    message: `${JSON.stringify(wanted)} is called ${name} there: the tool takes lower-case letters, digits and hyphens`,
    hint: 'give the file of the agent such a name',
  };
}

function collision(path: string, from: string, other: string): Draft {
  return {
    code: 'target_collision',
    path,
    from,
    message: `not written: ${other} has this name already`,
    hint: 'rename one of the two',
  };
}

function foreign(path: string, from: string): Draft {
  return {
    code: 'target_foreign',
    path,
    from,
    message: 'not written: a file that krci-ai did not make stands there',
    hint: 'move or rename that file, or rename the asset',
  };
}

/** The tool would run the skill where the person calls the command. */
function replacing(path: string, from: string, rival: string): Draft {
  return {
    code: 'target_foreign',
    path,
    from,
    message: `not written: ${rival} is a command of yours, and this skill would take its name`,
    hint: 'rename that command, or the skill',
  };
}

function unportable(path: string, from: string): Draft {
  return {
    code: 'target_unfit',
    path,
    from,
    message: 'not written: some system cannot have a file of this name',
    hint: 'rename the asset',
  };
}

function unreadable(path: string): Draft {
  return {
    code: 'target_unreadable',
    path,
    from: path,
    message: 'not rendered: the file cannot be read',
    hint: 'run krci-ai validate',
  };
}

/** `SKILL.md` with the mark below; every other file of a skill is copied as it is. */
function markedSkill({ path, bytes, digest }: Source): Uint8Array {
  const gap = bytes.at(-1) === 0x0a ? '\n' : '\n\n';
  const mark = encoder.encode(`${gap}${writeMark({ from: path, digest }, 'markdown')}\n`);
  const marked = new Uint8Array(bytes.length + mark.length);
  marked.set(bytes);
  marked.set(mark, bytes.length);
  return marked;
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left === right || Buffer.compare(left, right) === 0;
}
