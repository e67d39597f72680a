import { isJsonObject, setOwn, type Json } from '@gait/canon';

/**
 * The same value with every text in it changed; itself where none changes. Names of members stay.
 *
 * @param change a text, and the name of the member that it, or the list around it, is the value of
 */
export function mapTexts(
  value: Json,
  change: (text: string, name: string) => string,
  name = '',
): Json {
  if (typeof value === 'string') return change(value, name);
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const list = items.map((item) => mapTexts(item, change, name));
    return list.some((item, at) => item !== items[at]) ? list : items;
  }
  if (!isJsonObject(value)) return value;
  let changed = false;
  const out: Record<string, Json> = {};
  for (const [member, item] of Object.entries(value)) {
    const mapped = mapTexts(item as Json, change, member);
    changed ||= mapped !== item;
    setOwn(out, member, mapped);
  }
  return changed ? out : value;
}
