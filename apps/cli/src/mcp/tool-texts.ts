import type { Json } from '@gait/canon';

/** A text of a tool's definition that a model reads. */
export interface ToolText {
  /** `description`, `inputSchema.properties.path.description`. */
  readonly place: string;
  readonly text: string;
}

const DEEPEST = 32;
const MOST = 4096;

/** Every text of a definition, names of members included: a model reads those, too. */
export function toolTexts(value: Json, place = ''): readonly ToolText[] {
  const texts: ToolText[] = [];
  collect(value, place, 0, texts);
  return texts;
}

/** True when there was more than was looked at. */
export function isTooMuch(texts: readonly ToolText[]): boolean {
  return texts.length >= MOST;
}

function collect(value: Json, place: string, depth: number, into: ToolText[]): void {
  if (into.length >= MOST) return;
  if (typeof value === 'string') {
    into.push({ place, text: value });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) {
    // What lies deeper is read as it is written.
    into.push({ place, text: JSON.stringify(value) });
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) collect(item, place, depth + 1, into);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const at = place === '' ? name : `${place}.${name}`;
    if (place !== '') into.push({ place: at, text: name });
    collect(inner as Json, at, depth + 1, into);
  }
}
