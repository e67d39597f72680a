import { readYamlTree, type YamlNode } from '@gait/yaml';
import { readFrontMatter } from '../../reader/front-matter.ts';
import type { Finder, Passage } from '../scan-rule.ts';
import { scannedText, type ScannedText } from '../text/scanned-text.ts';

/** A key and what stands under it, as a reader of YAML or JSON understands them. */
export interface Setting {
  readonly key: string;
  readonly value: YamlNode;
  /** Keys above it, the outermost first. */
  readonly above: readonly string[];
  /** Of the value, in the text. */
  readonly start: number;
  readonly end: number;
}

const MOST = 20_000;
const MAX_DEPTH = 100;
const WORDS = /hooks|tool|allow|approve|permission|mode|policy|sandbox|trust|auto|shell|base_?url/i;

/**
 * Every setting of a head or a configuration. A pattern over the text does not see a key that is
 * written with escapes, nor a value that comments or an alias keep away from its key.
 */
export function settingsOf(text: ScannedText): readonly Setting[] {
  const known = SETTINGS.get(text);
  if (known !== undefined) return known;
  const found: Setting[] = [];
  const { root, base } = rootOf(text);
  if (root !== undefined) collect(root, base, [], found, 0);
  SETTINGS.set(text, found);
  return found;
}

const SETTINGS = new WeakMap<ScannedText, readonly Setting[]>();

function rootOf({ kind, path, raw }: ScannedText): { root: YamlNode | undefined; base: number } {
  // Without an escape the words stand in the text.
  if (!raw.includes('\\') && !WORDS.test(raw)) return { root: undefined, base: 0 };
  if (kind === 'markdown') return readFrontMatter(raw, []);
  if (kind !== 'config' || !/\.(?:ya?ml|jsonc?)$/iu.test(path)) return { root: undefined, base: 0 };
  return { root: readYamlTree(raw, { maxDepth: MAX_DEPTH }).root, base: 0 };
}

function collect(
  node: YamlNode,
  base: number,
  above: readonly string[],
  found: Setting[],
  depth: number,
): void {
  if (found.length >= MOST || depth > MAX_DEPTH || node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) collect(item, base, above, found, depth + 1);
    return;
  }
  for (const { key, value } of node.entries) {
    if (found.length >= MOST) return;
    found.push({ key: key.text, value, above, start: base + value.start, end: base + value.end });
    collect(value, base, [...above, key.text], found, depth + 1);
  }
}

/** Keys of a head whose values are said to a model or a person, and give no right. */
const SAID: ReadonlySet<string> = new Set(['description', 'name', 'title', 'when_to_use']);

/**
 * A finder that also looks at settings as they are understood. What a head grants is granted,
 * whatever stands around it; in other configuration only where nothing is found in the text.
 */
export function alsoParsed(find: Finder): Finder {
  return (text) => {
    const found = find(text);
    const isHead = text.kind === 'markdown';
    if (text.path === AS_READ || (found.length > 0 && !isHead)) return found;
    const lines = settingsOf(text).flatMap((setting) =>
      isHead && SAID.has(setting.key)
        ? []
        : scalarsOf(setting.value).map((value) => ({ setting, line: `${setting.key}: ${value}` })),
    );
    if (lines.length === 0) return found;
    const whole = lines.map(({ line }) => line).join('\n');
    const passages = find(scannedText(AS_READ, whole));
    const parsed = passages.flatMap(({ start, message }): Passage[] => {
      const at = whole.slice(0, start).split('\n').length - 1;
      const setting = lines[at]?.setting;
      if (setting === undefined) return [];
      return [{ start: setting.start, end: setting.end, message, certain: isHead }];
    });
    return [...parsed, ...found];
  };
}

const AS_READ = 'settings as read.yaml';

/** The texts that stand directly under a key, each on one line. */
function scalarsOf(node: YamlNode): readonly string[] {
  const scalars = node.kind === 'list' ? node.items : [node];
  return scalars.flatMap((one) =>
    one.kind === 'scalar' ? [one.text.replaceAll(/\s+/gu, ' ').slice(0, 400)] : [],
  );
}

/** Whether something is started below a setting. */
export function startsSomething(node: YamlNode, keys: ReadonlySet<string>, depth = 0): boolean {
  if (node.kind === 'scalar' || depth > 12) return false;
  if (node.kind === 'list')
    return node.items.slice(0, 200).some((item) => startsSomething(item, keys, depth + 1));
  return node.entries
    .slice(0, 200)
    .some(
      ({ key, value }) =>
        (keys.has(key.text) && (value.kind !== 'scalar' || value.text.trim() !== '')) ||
        startsSomething(value, keys, depth + 1),
    );
}
