import { isJsonObject, setOwn, type Json } from '@gait/canon';

/** The same value with every text in it changed; itself where none changes. Names of members stay. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const list = items.map((item) => mapTexts(item, change));
    return list.some((item, at) => item !== items[at]) ? list : items;
  }
  if (!isJsonObject(value)) return value;
  let changed = false;
  const out: Record<string, Json> = {};
  for (const [name, item] of Object.entries(value)) {
    const mapped = mapTexts(item as Json, change);
    changed ||= mapped !== item;
    setOwn(out, name, mapped);
  }
  return changed ? out : value;
}
