import { readYamlTree, valueOf, type YamlMap, type YamlNode, type YamlTree } from '@gait/yaml';
import { FRAMEWORK } from '../../tree/file-tree.ts';
import type { ScanFinding } from '../scan-finding.ts';
import { SCAN_NOTICES, SCAN_RULES, type ScanCode } from '../rules/scan-rules.ts';

/** Where a project says what it accepts, and why. */
export const WAIVER_FILE = `${FRAMEWORK}/scan-waivers.yaml`;

/** One passage that somebody looked at and accepts until a day. */
export interface Waiver {
  readonly rule: ScanCode;
  readonly path: string;
  /** Of the lines of the passage; see `ScanFinding.digest`. */
  readonly digest: string;
  readonly reason: string;
  /** `2027-01-31`: the last day on which it counts. */
  readonly expires: string;
  readonly line: number;
  readonly column: number;
}

/** The waivers of a project, and what is wrong with their file. */
export interface WaiverFile {
  readonly waivers: readonly Waiver[];
  readonly faults: readonly ScanFinding[];
}

const FIELDS = ['rule', 'path', 'digest', 'reason', 'expires'] as const;
const SHORTEST_REASON = 15;
const HINT = `give ${FIELDS.join(', ')}; krci-ai scan --json has the first three as code, file and digest`;
const MOST = 1000;
/** Nobody remembers after two years why something was accepted. */
const LONGEST_DAYS = 731;

/**
 * Reads a waiver file. A waiver that is not whole waives nothing and is a finding: `waivers:` holds a
 * list of `{rule, path, digest, reason, expires}`, all of them needed.
 *
 * @param text undefined where there is no file
 * @param today `2026-11-21`
 */
export function readWaivers(text: string | undefined, today: string): WaiverFile {
  const waivers: Waiver[] = [];
  const faults: ScanFinding[] = [];
  if (text === undefined) return { waivers, faults };
  const tree = readYamlTree(text, { maxDepth: 10 });
  const fault = (message: string, hint: string, place = { line: 1, column: 1 }): void => {
    faults.push(invalid(message, hint, place.line, place.column));
  };
  for (const problem of tree.problems) fault(problem.message, problem.hint, problem);
  if (tree.problems.length > 0 || tree.root === undefined) return { waivers, faults };
  const list = tree.root.kind === 'map' ? valueOf(tree.root, 'waivers') : undefined;
  if (list?.kind !== 'list' || (tree.root.kind === 'map' && tree.root.entries.length > 1)) {
    fault(
      'holds something else than a list named waivers',
      'begin with waivers: and a list below it',
    );
    return { waivers, faults };
  }
  if (list.items.length > MOST) {
    fault(`holds ${list.items.length} waivers, ${MOST} are allowed`, 'repair what is waived');
    return { waivers, faults };
  }
  for (const item of list.items) {
    const place = tree.placeAt(item.start);
    const read = readOne(tree, item, today);
    if (typeof read === 'string') {
      fault(read, HINT, place);
    } else waivers.push({ ...read, ...place });
  }
  return { waivers, faults };
}

function readOne(
  tree: YamlTree,
  item: YamlNode,
  today: string,
): Omit<Waiver, 'line' | 'column'> | string {
  if (item.kind !== 'map') return 'a waiver is no map';
  const unknown = item.entries.find(({ key }) => !FIELDS.some((field) => field === key.text));
  if (unknown !== undefined) {
    return `a waiver has a field ${JSON.stringify(unknown.key.text)} in line ${tree.placeAt(unknown.key.start).line}`;
  }
  const fields = Object.fromEntries(FIELDS.map((field) => [field, textIn(item, field)]));
  const missing = FIELDS.find((field) => fields[field] === '');
  if (missing !== undefined) return `a waiver has no ${missing}`;
  const { rule = '', path = '', digest = '', reason = '', expires = '' } = fields;
  if (!Object.hasOwn(SCAN_RULES, rule) && !Object.hasOwn(SCAN_NOTICES, rule)) {
    return `there is no rule ${JSON.stringify(rule)}`;
  }
  if (rule.startsWith('waiver_') || rule === 'scan_incomplete') return `${rule} cannot be waived`;
  if (!/^[0-9a-f]{64}$/.test(digest)) return 'the digest has not 64 hex digits';
  if (reason.length < SHORTEST_REASON)
    return `the reason has ${reason.length} characters, and ${SHORTEST_REASON} are the least that can be judged later`;
  if (!isDay(expires)) return 'expires is no day such as 2027-01-31';
  if (daysBetween(today, expires) > LONGEST_DAYS) return 'expires in more than two years';
  return { rule: rule as ScanCode, path, digest, reason, expires };
}

function textIn(map: YamlMap, field: string): string {
  const node = valueOf(map, field);
  return node?.kind === 'scalar' ? node.text.trim() : '';
}

function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // The 31st of a shorter month is read as a day of the next.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function invalid(message: string, hint: string, line: number, column: number): ScanFinding {
  return {
    code: 'waiver_invalid',
    severity: SCAN_NOTICES.waiver_invalid.severity,
    file: WAIVER_FILE,
    line,
    column,
    agents: [],
    message,
    hint,
    digest: '',
  };
}
