import { isJsonObject, setOwn, type Json } from '@gait/canon';

/** The same value with every text in it changed; itself where none changes. Names of members stay. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) {
    const list = (value as readonly Json[]).map((item) => mapTexts(item, change));
    return list.some((item, at) => item !== value[at]) ? list : value;
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
